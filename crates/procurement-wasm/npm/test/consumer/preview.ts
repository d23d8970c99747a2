// What a consumer writes, and mistakes that must not compile.
import { Workspace, explain, preview, previewJson, validatePurchaseOrder } from "@tieback/procurement";
import type { Change, Edits, LineItemType, Loss, Preview, Problem, Refusal, Snapshot } from "@tieback/procurement";

declare function use(...values: unknown[]): void;

const snapshot: Snapshot = {
  purchaseOrders: [
    {
      id: "PO-1",
      billFrom: ["AWS_INC"],
      currency: "USD",
      effectiveMonth: "2026-01",
      expirationMonth: "2026-12",
      updatedAt: "2026-01-05T10:00:00Z",
      lineItems: [
        {
          number: "1",
          type: "marketplace-blanket-usage",
          startMonth: "2026-01",
          endMonth: "2026-12",
          amount: "1000.00",
          quantity: "1",
          tax: { type: "percent", value: "10" },
        },
      ],
    },
  ],
};

const result: Preview = preview(snapshot, { explain: "INV-1" });
const text: string = previewJson(JSON.stringify(snapshot));
preview(new Uint8Array());
for (const { by, purchaseOrderId } of result.invoices) {
  const placed: "reference" | "match" | "credit-memo" | "none" = by;
  // @ts-expect-error: null where there is no purchase order
  const order: string = purchaseOrderId;
  use(placed, order, text);
}

for (const candidate of explain(snapshot, "INV-1").candidates) {
  const sentence: string = candidate.sentence.text;
  // The verdict tells which codes there are.
  if (candidate.verdict === "lost") {
    const loss: Loss = candidate.code;
    use(sentence, loss);
  }
  if (candidate.verdict === "chosen") {
    const none: null = candidate.code;
    use(none);
  }
}
// @ts-expect-error: only `explain` has sentences
use(result.explanation?.candidates[0]?.sentence);

const problems: Problem[] = validatePurchaseOrder({ id: "PO-1" }).problems;

const edits: Edits = {
  at: "2026-03-01T09:00:00Z",
  edits: [
    { set: { purchaseOrder: "PO-1" }, to: { suspended: true } },
    { set: { purchaseOrder: "PO-1", lineItem: "1" }, to: { amount: "900.00" } },
    { set: { charge: "ch-1" }, to: { purchaseOrderReference: null } },
    { remove: { invoice: "INV-1" } },
  ],
};

const workspace = new Workspace(snapshot);
const change: Change = workspace.apply(edits);
const undone: Change | undefined = workspace.undo();
const [name] = workspace.lineName(workspace.documentLines()[0] ?? 0) ?? [];
const balance: bigint | undefined = workspace.documentBalances()[0];
use(problems, change, undone, name, balance, workspace.documentCount);
workspace.free();
workspace[Symbol.dispose]();

try {
  preview("{");
} catch (error) {
  const { code, pointer, message, problems } = error as Refusal;
  use(code, pointer, message, problems.length);
}

// @ts-expect-error: no such type of line item
const type: LineItemType = "marketplace-blanket";
// @ts-expect-error: a number is no snapshot
preview(42);
// @ts-expect-error: nor is a promise of one
preview(Promise.resolve(snapshot));
// @ts-expect-error: an id is a string
explain(snapshot, 5);
// @ts-expect-error: amounts are text
preview({ charges: [{ id: "ch-1", kind: "usage", category: "marketplace", cycle: "monthly", billFrom: "AWS_INC", currency: "USD", billingPeriod: "2026-03", amount: 120 }] });
// @ts-expect-error: the key is `purchaseOrders`
preview({ purchaseorders: [] });
// @ts-expect-error: an id can never be set
const renamed: Edits = { at: "2026-03-01T09:00:00Z", edits: [{ set: { purchaseOrder: "PO-1" }, to: { id: "PO-2" } }] };
// @ts-expect-error: the count cannot be set
workspace.documentCount = 0;
// @ts-expect-error: the module is there already
import { initSync } from "@tieback/procurement";
use(type, renamed, initSync);
