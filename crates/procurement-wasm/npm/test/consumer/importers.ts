// What a consumer of the importers writes, and mistakes that must not compile.
import { preview } from "@tieback/procurement";
import { importCharges, importFocus, importPurchaseOrders } from "@tieback/procurement/importers";
import type { ImportFile, ImportRefusal, Mapping } from "@tieback/procurement/importers";

declare function use(...values: unknown[]): void;

const file: ImportFile = { name: "focus.csv", data: new Uint8Array() };
const mapping: Mapping = { sellers: [{ id: "BREEZY", names: ["Breezy Bytes LLC"] }] };

const { snapshot, report } = importFocus([file], { mapping, billingAccounts: ["100000000001"] });
const rows: number = report.rowsRead;
const orders = importPurchaseOrders({ name: "orders.csv", data: "po_number" });
const listing = importCharges(file, { billFrom: "AWS_INC", period: "2026-03" });
const superseded: string[] = listing.report.superseded;
preview({ ...orders.snapshot, charges: [...(snapshot.charges ?? []), ...(listing.snapshot.charges ?? [])] });

try {
  importFocus([]);
} catch (error) {
  const { problems, more } = error as ImportRefusal;
  for (const { file, row, column, code, message } of problems) use(file, row, column, code, message, more);
}

// @ts-expect-error: FOCUS files are a list
importFocus(file);
// @ts-expect-error: a file has a name
importPurchaseOrders({ data: "" });
// @ts-expect-error: the listing does not tell who invoices it
importCharges(file, {});
// @ts-expect-error: of the charges, not of a list
use(orders.report.superseded, rows, superseded);
