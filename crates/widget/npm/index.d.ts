/** The version of this package. */
export const version: string;

/** Gets the client secret of an embed session from your backend: a new one each time. */
export type FetchClientSecret = () => string | Promise<string>;

/** What was saved on charges. */
export interface ChargesChange {
  agreement: string | null;
  charges: {
    id: string;
    /** The purchase order that the charge names now; null if none. */
    purchaseOrderReference: string | null;
    purchaseOrderLine: string | null;
  }[];
}

/** What was chosen. */
export interface PoPickerChange {
  value: string;
}

/** What failed. */
export interface TiebackError {
  /**
   * Stable: `NOT_LOADED`, `NOT_SET_UP`, `NO_CLIENT_SECRET`, `API_VERSION`, `UNREACHABLE`, `TIMED_OUT`,
   * `HTTP`, `NO_API` or `UNREADABLE` where what answers is no server of Tieback, a code of the server,
   * such as `NOT_FOUND`, or the first of a snapshot that is refused, such as `UNKNOWN_KEY`.
   */
  code: string;
  /** A sentence for people. */
  message: string;
}

/** Somebody follows a link. Cancel the event to show a page of your own. */
export interface TiebackNavigate {
  kind: 'purchase-order' | 'invoice';
  id: string;
  /** The line of a purchase order. */
  line: string | null;
  /** Its page on the server, which opens in a new tab. */
  href: string;
}

interface PartEventMap<Change> {
  'tieback-change': CustomEvent<Change>;
  'tieback-error': CustomEvent<TiebackError>;
  'tieback-navigate': CustomEvent<TiebackNavigate>;
}

/**
 * What a preview is computed from: purchase orders, what earlier invoices have drawn on them, invoices
 * and charges that are to come. `@tieback/procurement` has it with every member, and `index.d.ts` of
 * that says what each means; a value of its type `Snapshot` is one of this.
 */
export interface Snapshot {
  purchaseOrders?: readonly object[] | null;
  associations?: readonly object[] | null;
  invoices?: readonly object[] | null;
  charges?: readonly object[] | null;
}

interface Part<Element, Events> extends HTMLElement {
  /** Attribute `server`: the address of the server of Tieback, such as `https://tieback.example.com`. */
  server: string;
  /** Attribute `density`: `compact`; nothing follows `--tieback-compact` of the console. */
  density: string;
  /** Attribute `color-scheme`: `light` or `dark`; nothing follows the console. */
  colorScheme: string;
  /** How it gets a session. */
  fetchClientSecret: FetchClientSecret | null;
  /** Asks the server again. A session that an earlier `fetchClientSecret` has opened is left. */
  refresh(): void;
  addEventListener<K extends keyof (Events & HTMLElementEventMap)>(type: K, listener: (this: Element, event: (Events & HTMLElementEventMap)[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof (Events & HTMLElementEventMap)>(type: K, listener: (this: Element, event: (Events & HTMLElementEventMap)[K]) => unknown, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

/** `<tieback-charges>`: the charges of one agreement, and the purchase orders that they name. */
export interface TiebackChargesElement extends Part<TiebackChargesElement, PartEventMap<ChargesChange>> {
  /** Attribute `agreement`: its id. */
  agreement: string;
  /** Attribute `readonly`: nothing can be entered. */
  readOnly: boolean;
  /** How many charges have something typed that is not saved. */
  readonly unsavedCharges: number;
  /** Forgets what is typed. */
  discard(): void;
}

/**
 * `<tieback-preview>`: the coming invoices of the account, of an agreement or of a purchase order, and
 * why each uses its line. Of a server, or computed in the page from a snapshot.
 */
export interface TiebackPreviewElement extends Part<TiebackPreviewElement, Omit<PartEventMap<never>, 'tieback-change'>> {
  /** Attribute `agreement`: only invoices that bill something of it. */
  agreement: string;
  /** Attribute `purchase-order`: only invoices that will use it. */
  purchaseOrder: string;
  /** Attribute `through`: the last month, `2027-03`; twelve months ahead by default. */
  through: string;
  /** Attribute `what-if`: changes can be tried, and what they move is told. Nothing is saved. */
  whatIf: boolean;
  /** Computed here, in place of asking a server: a value, JSON text, or UTF-8 bytes of that. */
  snapshot: Snapshot | string | Uint8Array | null;
}

/** `<tieback-po-picker>`: a choice of a purchase order, as a control of a form. */
export interface TiebackPoPickerElement extends Part<TiebackPoPickerElement, PartEventMap<PoPickerChange>> {
  /** Attribute `name`: under which the form sends the value. */
  name: string;
  /** The number of the purchase order. The attribute `value` is the one at the beginning. */
  value: string;
  defaultValue: string;
  /** Attribute `placeholder`. */
  placeholder: string;
  /** Attribute `bill-from`: only purchase orders for this seller of record. */
  billFrom: string;
  /** Attribute `required`. */
  required: boolean;
  /** Attribute `known-only`: only the number of a purchase order that is there. */
  knownOnly: boolean;
  /** Attribute `disabled`. */
  disabled: boolean;
  /** Its purchase orders are offered, in place of those of a server: a value, JSON text, or UTF-8 bytes of that. */
  snapshot: Snapshot | string | Uint8Array | null;
  readonly type: 'tieback-po-picker';
  readonly form: HTMLFormElement | null;
  readonly labels: NodeList;
  readonly validity: ValidityState;
  readonly validationMessage: string;
  readonly willValidate: boolean;
  checkValidity(): boolean;
  reportValidity(): boolean;
  setCustomValidity(message: string): void;
}

/** The attributes of `<tieback-charges>`, for templates. */
export interface TiebackChargesAttributes {
  server?: string;
  agreement?: string;
  density?: 'compact';
  'color-scheme'?: 'light' | 'dark';
  readonly?: boolean;
  fetchClientSecret?: FetchClientSecret | null;
}

/** The attributes of `<tieback-preview>`, for templates. */
export interface TiebackPreviewAttributes {
  server?: string;
  agreement?: string;
  'purchase-order'?: string;
  through?: string;
  'what-if'?: boolean;
  snapshot?: Snapshot | string | Uint8Array | null;
  density?: 'compact';
  'color-scheme'?: 'light' | 'dark';
  fetchClientSecret?: FetchClientSecret | null;
}

/** The attributes of `<tieback-po-picker>`, for templates. */
export interface TiebackPoPickerAttributes {
  server?: string;
  name?: string;
  value?: string;
  placeholder?: string;
  'bill-from'?: string;
  required?: boolean;
  'known-only'?: boolean;
  disabled?: boolean;
  snapshot?: Snapshot | string | Uint8Array | null;
  density?: 'compact';
  'color-scheme'?: 'light' | 'dark';
  fetchClientSecret?: FetchClientSecret | null;
}

declare global {
  interface HTMLElementTagNameMap {
    'tieback-charges': TiebackChargesElement;
    'tieback-po-picker': TiebackPoPickerElement;
    'tieback-preview': TiebackPreviewElement;
  }
}
