/// <reference lib="esnext.disposable" />
import type { Month, Problem, Refusal, SellerOfRecord, Snapshot } from "@tieback/procurement";

/** A file. Bytes are read piece by piece, so a large file costs little memory beside its own. */
export interface ImportFile {
  /** What problems call it. */
  name: string;
  /** Its bytes, plain or, for CSV, gzip; or its text. */
  data: Uint8Array | string;
}

/** Who is who. Names are compared by their words, without regard to case and punctuation. */
export interface Mapping {
  /** Whether the built-in mapping is left out; else what is said here comes on top of it. */
  replacesBuiltIn?: boolean;
  /** Sellers of record and the names of their legal entities. */
  sellers?: { id: SellerOfRecord; names: string[] }[];
  /** Providers and what each sells under its own name. */
  providers?: {
    name: string;
    alsoKnownAs?: string[];
    /** Sellers of record that are its own. */
    sellers?: SellerOfRecord[];
    /** Publishers that are its own; what others publish is a marketplace product. */
    publishers?: string[];
    /** Names that mark a marketplace product wherever they stand. */
    marketplaces?: string[];
    /** Its own services that are professional services. */
    professionalServices?: string[];
  }[];
}

export interface FocusOptions {
  mapping?: Mapping | null;
  /** Which billing account to take of a provider that has several in the files. */
  billingAccounts?: string[] | null;
}

export interface PurchaseOrderOptions {
  mapping?: Mapping | null;
}

export interface ChargesOptions {
  /** Who invoices the charges: the id or a name of the seller of record. */
  billFrom: SellerOfRecord;
  /** The billing period of charges without a time. */
  period?: Month | null;
  mapping?: Mapping | null;
}

/** What was read, and how. */
export interface Imported<R> {
  report: R;
  /** To be handed to `preview`, alone or with others put together. */
  snapshot: Snapshot;
}

/** How rows of FOCUS exports became charges. */
export interface FocusReport {
  /** Every billing account, by provider. */
  billingAccounts: { id: string; provider: string; rows: number; taken: boolean }[];
  /** How many there are. */
  charges: number;
  /** Charges whose sum has more than 27 decimals, which no amount can have. */
  chargesRounded: number;
  /** Charges in two parts, since their sum has more than 28 digits. */
  chargesSplit: number;
  files: string[];
  /** Rows by the category of their charge. */
  rowsByCategory: Record<string, number>;
  /** Rows by their own `ChargeCategory`. */
  rowsByChargeCategory: Record<string, number>;
  /** Rows of billing accounts that were not taken. */
  rowsLeftOut: number;
  rowsRead: number;
  /** Rows that carry an invoice id, by billing period: their month may be invoiced already. */
  rowsWithInvoiceId: Record<Month, number>;
  /** Rows without an issuer that were taken for the only seller's of their billing account. */
  rowsWithoutIssuer: number;
  /** Rows without a publisher that were taken for the provider's own. */
  rowsWithoutPublisher: number;
  /** `derived`: no mapping knows the name, so that the id was made from it. */
  sellers: { derived: boolean; id: SellerOfRecord; names: string[]; rows: number }[];
  /** Sums of zero, which are no charges. */
  sumsOfZero: number;
  /** Tax rows of which the files do not say what they are levied on. */
  taxRowsAlone: number;
  /** Tax rows that joined the charge they are levied on. */
  taxRowsJoined: number;
}

/** How rows became purchase orders. */
export interface PurchaseOrderReport {
  /** Purchase orders whose `po_amount` is not what their lines add up to. Only the lines count. */
  amountsThatDiffer: { lines: string; poAmount: string; purchaseOrder: string }[];
  file: string;
  /** Columns that mean nothing here. */
  ignoredColumns: string[];
  lineItems: number;
  purchaseOrders: number;
  rowsRead: number;
  /** Sellers of record that no mapping knows: their names, and the ids made from them. */
  sellersDerived: Record<string, SellerOfRecord>;
  suspended: number;
  /** Purchase orders that no invoice will use, since they have no line item. */
  withoutLineItems: string[];
}

/** How items of a listing became charges. */
export interface ChargesReport {
  billFrom: SellerOfRecord;
  /** Whether no mapping knows that name, so that the id was made from it. */
  billFromDerived: boolean;
  file: string;
  /** Charges with a date, each billed on its own. */
  fixed: number;
  itemsRead: number;
  pages: number;
  /** Items that are there twice. */
  repeated: number;
  /** Charges of which an older revision was left out. */
  superseded: string[];
  /** Charges by use, billed with their month. */
  usage: number;
  /** Charges whose amount is not known yet; they count as 0. */
  withoutAmount: string[];
  withReference: number;
}

/** One thing that is wrong with a file, or with an argument: then there is no file. */
export interface ImportProblem extends Problem {
  /** The column, or the key. */
  column: string | null;
  file: string | null;
  /** Into the argument that is wrong; empty for a file. */
  pointer: string;
  /** As a spreadsheet counts: the header is row 1. In JSON, the number of the item. */
  row: number | null;
}

/** What is thrown when nothing was imported: the first problem, and the first 100 of them. */
export interface ImportRefusal extends Refusal, ImportProblem {
  name: "Refusal";
  /** How many more there are. */
  more: number;
  problems: ImportProblem[];
}

/**
 * Reads FOCUS 1.0 to 1.3 cost and usage exports that belong together, CSV, plain or gzip, and adds
 * their rows up to charges.
 * @throws {ImportRefusal} everything that is wrong with the files
 */
export function importFocus(files: ImportFile[], options?: FocusOptions): Imported<FocusReport>;

/**
 * Reads a list of purchase orders, CSV with one row for each line item.
 * @throws {ImportRefusal} everything that is wrong with the list
 */
export function importPurchaseOrders(
  file: ImportFile,
  options?: PurchaseOrderOptions,
): Imported<PurchaseOrderReport>;

/**
 * Reads what a marketplace's agreement API answers to `ListAgreementCharges`, pages one after
 * another or in a list.
 * @throws {ImportRefusal} everything that is wrong with the listing
 */
export function importCharges(file: ImportFile, options: ChargesOptions): Imported<ChargesReport>;
