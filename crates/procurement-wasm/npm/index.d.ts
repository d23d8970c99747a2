/// <reference lib="esnext.disposable" />
/** An exact number as text: `-?(0|[1-9][0-9]*)(\.[0-9]+)?`, at most 28 digits. */
export type Decimal = string;
/** `YYYY-MM`, from 2000-01 to 2199-12. */
export type Month = string;
/** `YYYY-MM-DDTHH:MM:SS[.f…]Z`, in UTC; cut to milliseconds. */
export type Instant = string;
/** An ISO 4217 code, such as `USD`. */
export type Currency = string;
/** A seller of record, such as `AWS_INC`; ids outside the built-in table are welcome. */
export type SellerOfRecord = string;

export type LineItemType =
  | "all"
  | "monthly-usage"
  | "subscription"
  | "marketplace-transaction"
  | "marketplace-blanket-usage"
  | "professional-services";
export type Category = "monthly-usage" | "subscription" | "marketplace" | "professional-services";
export type Cycle = "monthly" | "out-of-cycle";
export type InvoiceType = "invoice" | "credit-memo";
export type ChargeKind = "usage" | "fixed";

/** One rule and budget of a purchase order. */
export interface LineItem {
  /** Unique within the purchase order; compared byte for byte. */
  number: string;
  type: LineItemType;
  /** Inside the purchase order's months. */
  startMonth: Month;
  /** Inside the purchase order's months. */
  endMonth: Month;
  /** Price of one unit; not negative. */
  amount: Decimal;
  quantity: Decimal;
  /** Whether invoices draw on a balance; `false` if absent. */
  balanceTracking?: boolean | null;
  tax?: { type: "percent" | "absolute"; value: Decimal } | null;
  description?: string | null;
  costCenter?: string | null;
}

/** A buyer's authorisation to invoice. */
export interface PurchaseOrder {
  /** At most 200 characters of `A-Z a-z 0-9 space _ . : / = + - % @`. */
  id: string;
  /** At least one. */
  billFrom: SellerOfRecord[];
  currency: Currency;
  effectiveMonth: Month;
  expirationMonth: Month;
  /** When a person last changed it: among equals the latest wins. */
  updatedAt: Instant;
  suspended?: boolean | null;
  taxRegistrationNumbers?: string[] | null;
  invoiceUnits?: string[] | null;
  description?: string | null;
  shipTo?: string | null;
  /** At most 20. */
  contacts?: { name?: string | null; email: string; phone?: string | null }[] | null;
  /** At most 50. */
  tags?: Record<string, string> | null;
  /** At most 100; none is valid and never matches. */
  lineItems?: LineItem[] | null;
}

/** What an earlier document has drawn. */
export interface Association {
  invoiceId: string;
  purchaseOrderId: string;
  lineItemNumber: string;
  /** Negative for a credit memo. */
  total: Decimal;
}

/** A document to be matched. */
export interface Invoice {
  id: string;
  /** `invoice` if absent. */
  type?: InvoiceType | null;
  category: Category;
  cycle: Cycle;
  billFrom: SellerOfRecord;
  currency: Currency;
  billingPeriod: Month;
  issuedAt: Instant;
  /** Tax included; not negative, for a credit memo too. */
  total: Decimal;
  /** What a credit memo corrects. */
  originalInvoiceId?: string | null;
  taxRegistrationNumber?: string | null;
  invoiceUnit?: string | null;
  purchaseOrderReference?: string | null;
  /** `1` if absent; ignored without a reference. */
  purchaseOrderLine?: string | null;
}

/** An amount that is not invoiced yet; charges are grouped into invoices first. */
export interface Charge {
  id: string;
  kind: ChargeKind;
  category: Category;
  cycle: Cycle;
  billFrom: SellerOfRecord;
  currency: Currency;
  billingPeriod: Month;
  /** Negative for a credit. */
  amount: Decimal;
  agreementId?: string | null;
  agreementEndMonth?: Month | null;
  /** When a fixed charge falls due. */
  time?: Instant | null;
  paymentTerms?: string | null;
  taxRegistrationNumber?: string | null;
  invoiceUnit?: string | null;
  purchaseOrderReference?: string | null;
  purchaseOrderLine?: string | null;
}

/** Everything that a preview is computed from. */
export interface Snapshot {
  purchaseOrders?: PurchaseOrder[] | null;
  associations?: Association[] | null;
  invoices?: Invoice[] | null;
  charges?: Charge[] | null;
}

/** A snapshot as a value, as JSON text, or as UTF-8 bytes of JSON text, the fastest. */
export type SnapshotInput = Snapshot | string | Uint8Array;

/** How a document came to its line. */
export type By = "reference" | "match" | "credit-memo" | "none";

/** One document of a preview. */
export interface PreviewInvoice {
  balanceAfter: Decimal | null;
  billFrom: SellerOfRecord;
  billingPeriod: Month;
  by: By;
  /** Ids of the charges that it was formed from. */
  charges: string[];
  /** Whether the balance before was enough. */
  covered: boolean;
  currency: Currency;
  /** `preview:` and a charge id where it was formed from charges. */
  id: string;
  lineItemNumber: string | null;
  purchaseOrderId: string | null;
  total: Decimal;
  type: InvoiceType;
}

/** One line item of a preview. */
export interface PreviewLineItem {
  closingBalance: Decimal | null;
  /** How many documents of this preview are on it. */
  invoices: number;
  lineItemNumber: string;
  openingBalance: Decimal | null;
  purchaseOrderId: string;
  totalValue: Decimal;
  tracked: boolean;
}

export type EventCode =
  | "PURCHASE_ORDER_CREATED"
  | "LINE_ITEM_ADDED"
  | "REFERENCED_PO_SUSPENDED"
  | "PURCHASE_ORDER_REACTIVATED"
  | "BALANCE_BELOW_THRESHOLD"
  | "OUT_OF_BALANCE"
  | "NO_PURCHASE_ORDER";

export interface PreviewEvent {
  code: EventCode;
  invoiceId: string;
  lineItemNumber: string | null;
  purchaseOrderId: string | null;
}

/** Why a candidate lost to the chosen line. */
export type Loss =
  | "SCOPE"
  | "LESS_SPECIFIC"
  | "INSUFFICIENT_BALANCE"
  | "OLDER_UPDATE"
  | "TIE_PO_ID"
  | "TIE_WINDOW"
  | "TIE_LINE_NUMBER";
/** Why a purchase order or a line of it could not be used. */
export type Rejection =
  | "SUSPENDED"
  | "EXPIRED_FOR_PERIOD"
  | "NOT_YET_EFFECTIVE"
  | "BILL_FROM"
  | "TRN"
  | "INVOICE_UNIT"
  | "CURRENCY"
  | "NO_LINE_ITEMS"
  | "PERIOD"
  | "TYPE"
  | "REFERENCED_PO_SUSPENDED"
  | "ORIGINAL_HAS_NONE";

/** What became of one candidate. `lineItemNumber` is null where a whole purchase order is judged. */
export type Candidate = {
  lineItemNumber: string | null;
  purchaseOrderId: string | null;
} & (
  | { verdict: "chosen"; code: null }
  | { verdict: "lost"; code: Loss }
  | { verdict: "rejected"; code: Rejection }
);

/** A sentence for people: in English, and as a key with arguments for translations. */
export interface Sentence {
  key: string;
  arguments: Record<string, string>;
  text: string;
}

/** Why one document uses the line that it does. */
export interface Explanation<C = Candidate> {
  /** The chosen first, then the lost in rank order, then the rejected. */
  candidates: C[];
  invoiceId: string;
}

/** Which purchase order line every invoice will use. */
export interface Preview {
  /** In the order in which they happen. */
  events: PreviewEvent[];
  /** There when it was asked for. */
  explanation?: Explanation;
  /** In the order of placing. */
  invoices: PreviewInvoice[];
  /** Purchase orders by id, lines in natural order. */
  lineItems: PreviewLineItem[];
}

/** What names an object in an edit. */
export type Target =
  | { purchaseOrder: string; lineItem?: undefined }
  | { purchaseOrder: string; lineItem: string }
  | { charge: string }
  | { invoice: string };

/** One edit. `id` and `number` can never be set; null takes a key away. */
export type Edit =
  | { set: { purchaseOrder: string }; to: Partial<Omit<PurchaseOrder, "id" | "lineItems">> }
  | { set: { purchaseOrder: string; lineItem: string }; to: Partial<Omit<LineItem, "number">> }
  | { set: { charge: string }; to: Partial<Omit<Charge, "id">> }
  | { set: { invoice: string }; to: Partial<Omit<Invoice, "id">> }
  | { add: { purchaseOrder: Omit<PurchaseOrder, "updatedAt"> & { updatedAt?: Instant | null } } }
  | { add: { lineItem: LineItem; purchaseOrder: string } }
  | { add: { charge: Charge } }
  | { add: { invoice: Invoice } }
  | { remove: Target };

/** Edits, applied in order, all or none. */
export interface Edits {
  /** Becomes the `updatedAt` of the purchase orders that are edited. */
  at: Instant;
  edits: Edit[];
}

/** The difference of two previews; null where there is none on that side. */
export interface Change {
  events: { added: PreviewEvent[]; removed: PreviewEvent[] };
  invoices: { after: PreviewInvoice | null; before: PreviewInvoice | null; id: string }[];
  lineItems: {
    after: PreviewLineItem | null;
    before: PreviewLineItem | null;
    lineItemNumber: string;
    purchaseOrderId: string;
  }[];
}

/** One thing that is wrong with an input. */
export interface Problem {
  /** Stable, for programs. */
  code: string;
  /** What is wrong and how to put it right. */
  message: string;
  /** A JSON pointer (RFC 6901) into what was handed in. */
  pointer: string;
}

/** What is thrown when an input is refused: the first problem, and all of them. */
export interface Refusal extends Error, Problem {
  name: "Refusal";
  problems: Problem[];
}

/** What is wrong with a purchase order, and what is allowed but probably not meant. */
export interface Validation {
  problems: Problem[];
  warnings: Problem[];
}

export interface PreviewOptions {
  /** Id of a document to explain; `preview:…` for one that is formed from charges. */
  explain?: string;
}

/**
 * Says for every invoice which purchase order line it will use.
 * @throws {Refusal} everything that is wrong with the snapshot
 */
export function preview(snapshot: SnapshotInput, options?: PreviewOptions): Preview;

/**
 * The same as canonical JSON text, to the byte.
 * @throws {Refusal} everything that is wrong with the snapshot
 */
export function previewJson(snapshot: SnapshotInput, options?: PreviewOptions): string;

/**
 * Tells why one document uses the line that it does, with a sentence for every candidate.
 * @throws {Refusal} everything that is wrong with the snapshot, or `UNKNOWN_INVOICE`
 */
export function explain(
  snapshot: SnapshotInput,
  invoiceId: string,
): Explanation<Candidate & { sentence: Sentence }>;

/** Checks one purchase order before it is saved; pointers go into it. */
export function validatePurchaseOrder(order: PurchaseOrder | string | object): Validation;

/**
 * A loaded snapshot and its preview, which edits change and undoing changes back.
 *
 * It lives in WebAssembly memory: call `free()` when done with it, or declare it with `using`.
 */
export class Workspace {
  /** @throws {Refusal} everything that is wrong with the snapshot */
  constructor(snapshot: SnapshotInput);
  /** The preview as it is now. */
  preview(options?: PreviewOptions): Preview;
  /** The same as canonical JSON text. */
  previewJson(options?: PreviewOptions): string;
  /** Why one document uses the line that it does. */
  explain(invoiceId: string): Explanation<Candidate & { sentence: Sentence }>;
  /** The same without sentences, as canonical JSON text: the quicker one. */
  explainJson(invoiceId: string): string;
  /**
   * Applies edits and returns what changes in the preview.
   * @throws {Refusal} everything that is wrong; the workspace is then as it was
   */
  apply(edits: Edits | string): Change;
  /** Applies edits and returns how many documents have another outcome, without their entries. */
  edit(edits: Edits | string): number;
  /** Takes back the last edits; undefined when there are none. */
  undo(): Change | undefined;
  /** What the last edits or their undoing changed, as canonical JSON text. */
  changeJson(): string;
  /** Lower-case hex SHA-256 of the canonical preview. */
  digest(): string;
  /** The snapshot as it is now, edits included. */
  snapshot(): Snapshot;
  /** The same as JSON text. */
  snapshotJson(): string;
  /** How many documents the preview has. */
  readonly documentCount: number;
  /** The id of the document at a place in the order of placing. */
  documentId(place: number): string | undefined;
  /** For every document the place of its line, or 4294967295. */
  documentLines(): Uint32Array;
  /** For every document bits: 1 by reference, 2 by match, 4 by credit memo, 8 covered, 16 with a balance afterwards. */
  documentMarks(): Uint8Array;
  /** For every document the balance of its line afterwards, in minor units; 0 without one. */
  documentBalances(): BigInt64Array;
  /** The places of the documents that the last change moved. */
  changedDocuments(): Uint32Array;
  /** Names the line at a place: its purchase order, and its number. */
  lineName(line: number): [purchaseOrderId: string, lineItemNumber: string] | undefined;
  /** Gives its memory back; the workspace cannot be used afterwards. */
  free(): void;
  [Symbol.dispose](): void;
}
