// Data as large as anybody has, the same in every run.

/** Numbers below `limit` in an order that looks like none. */
function numbers(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const padded = (number, digits) => String(number).padStart(digits, '0');
const money = (random, limit) => `${random(limit) + 1}.${padded(random(100), 2)}`;

/** The name of a charge by its number; the last in order of names is the last. */
export const chargeName = (number) => `charge-${padded(number, 6)}`;
export const orderName = (number) => `PO-${padded(number, 4)}`;

/** A snapshot with so many charges, each an invoice of its own, and so many purchase orders. */
export function snapshot({ invoices, orders }) {
  const random = numbers(7);
  const purchaseOrders = Array.from({ length: orders }, (_, place) => ({
    id: orderName(place + 1),
    billFrom: [place % 5 === 0 ? 'AWS_EMEA_SARL' : 'AWS_INC'],
    currency: place % 5 === 0 ? 'EUR' : 'USD',
    effectiveMonth: '2026-01',
    expirationMonth: '2027-12',
    updatedAt: `2026-0${1 + (place % 9)}-${padded(1 + (place % 28), 2)}T08:00:00Z`,
    lineItems: [
      { number: '1', type: 'marketplace-blanket-usage', startMonth: '2026-01', endMonth: place % 2 ? '2027-12' : '2027-02', amount: `${(1 + random(90)) * 10000}.00`, quantity: '1', balanceTracking: true },
      { number: '2', type: 'all', startMonth: '2026-01', endMonth: '2027-12', amount: `${(1 + random(40)) * 10000}.00`, quantity: '1', balanceTracking: true },
    ],
  }));
  const charges = Array.from({ length: invoices }, (_, place) => {
    const month = 7 + (place % 16);
    const period = `${2026 + Math.floor(month / 12)}-${padded(1 + (month % 12), 2)}`;
    return {
      id: chargeName(place + 1),
      kind: 'fixed',
      category: 'marketplace',
      cycle: 'out-of-cycle',
      billFrom: place % 5 === 0 ? 'AWS_EMEA_SARL' : 'AWS_INC',
      currency: place % 5 === 0 ? 'EUR' : 'USD',
      billingPeriod: period,
      amount: money(random, 9000),
      time: `${period}-${padded(1 + random(28), 2)}T00:00:00Z`,
      // Charges of one agreement and day would share an invoice.
      agreementId: `agmt-${padded(place + 1, 6)}`,
    };
  });
  return JSON.stringify({ purchaseOrders, invoices: [], charges });
}

/** A billing export of so many rows. */
export function focus({ rows }) {
  const random = numbers(11);
  const head = 'BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargeCategory,ChargeClass,ChargeDescription,ChargeFrequency,ChargePeriodStart,ChargePeriodEnd,InvoiceId,InvoiceIssuerName,ProviderName,PublisherName,ServiceCategory,ServiceName,SubAccountId,SubAccountName';
  const lines = [head];
  for (let place = 0; place < rows; place += 1) {
    const month = 1 + (place % 9);
    const start = `2026-0${month}-01T00:00:00Z`;
    const end = month === 9 ? '2026-10-01T00:00:00Z' : `2026-0${month + 1}-01T00:00:00Z`;
    const issuer = '"Amazon Web Services, Inc."';
    lines.push(`${money(random, 200)}0${random(1e6)},410000000001,USD,${start},${end},Usage,,Usage of instance ${random(500)},Usage-Based,${start},${end},,${issuer},AWS,${issuer},Compute,Amazon Elastic Compute Cloud,${410000000011 + random(20)},account`);
  }
  return `${lines.join('\n')}\n`;
}
