// The elements, before anything of them is loaded: attributes, properties, events, and what a form
// needs to know. The rest comes when an element is first in view.

/** The version of this package. */
export const version = '0.1.0';

/** One module for every element of the page. */
let loading;
const load = () => (loading ??= import('./runtime.js').catch((error) => {
  loading = undefined;
  throw error;
}));

let observer;
const inView = () => (observer ??= new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) target._start();
}));

/** What an empty field of this browser says that may not stay empty, in its language. */
const missing = () => Object.assign(document.createElement('input'), { required: true }).validationMessage;

/** The language around an element, which may be in the shadow roots of others. */
function languageOf(element) {
  for (let at = element; at; at = at.getRootNode().host) {
    const { lang } = at.closest('[lang]') ?? {};
    if (lang) return lang;
  }
  return document.documentElement.lang || navigator.language;
}

/** What stands where nothing could be loaded, and no words of the page do. */
const lost = (element) => (languageOf(element).startsWith('de')
  ? 'Das konnte nicht geladen werden. Versuchen Sie es gleich noch einmal.' : 'This could not be loaded. Try again in a moment.');

// A server that draws pages may import this too; it has no elements.
class Part extends (globalThis.HTMLElement ?? class {}) {
  static observedAttributes = ['server', 'density', 'color-scheme', 'aria-label', 'aria-labelledby'];
  _part;
  _callback = null;
  _hasFailed = false;
  _internals = this.attachInternals();
  _root = this.attachShadow({ mode: 'open', delegatesFocus: this.constructor.formAssociated ?? false });

  get fetchClientSecret() { return this._callback; }
  set fetchClientSecret(callback) {
    this._callback = callback;
    this._update();
  }

  connectedCallback() {
    // What was set before the element was defined hides what it has.
    for (const name of ['fetchClientSecret', 'snapshot', ...Object.keys(this.constructor.attributes)]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this._internals.role ??= this.constructor.formAssociated ? null : 'group';
    if (!this._part) inView().observe(this);
  }

  disconnectedCallback() {
    inView().unobserve(this);
    removeEventListener('online', this._again);
    // Whoever only moves it keeps what is typed.
    queueMicrotask(() => this.isConnected || this._stop());
  }

  attributeChangedCallback() { this._update(); }

  /** Asks the server again. What could not be loaded is loaded anew. */
  refresh() {
    if (this._part) this._act('refresh');
    else this._again();
  }

  _again = () => { if (this._hasFailed && this.isConnected) this._start(); };

  async _start() {
    inView().unobserve(this);
    this._hasFailed = false;
    try {
      const { ready } = await load();
      const mount = await ready(languageOf(this), this.constructor.kind);
      if (this.isConnected && !this._part) {
        const hadFocus = this._root.activeElement;
        this._root.replaceChildren();
        this._part = mount(this._root, this._face());
        if (hadFocus) this.focus();
      }
      this._validate?.();
    } catch (error) {
      // It begins anew when it is put back.
      if (!this.isConnected) return;
      this._hasFailed = true;
      this._root.replaceChildren(Object.assign(document.createElement('slot'), { name: 'error', textContent: lost(this) }));
      this._await?.();
      this._validate?.();
      addEventListener('online', this._again, { once: true });
      this._tell('error', { code: 'NOT_LOADED', message: String(error?.message ?? error) });
    }
  }

  _stop() {
    this._part?.free();
    this._part = undefined;
    this._root.replaceChildren();
    this._holds?.(0);
    this._await?.();
  }

  _update() { this._part?.update(); }
  _act(act) { this._part?.act(act); }

  /** What the module asks and tells. */
  _face() {
    const element = this;
    return {
      get fetchClientSecret() { return element._callback; },
      get snapshot() { return element._snapshot; },
      read: () => this._read(),
      tell: (name, detail) => this._tell(name, detail),
      holds: (unsaved) => this._holds?.(unsaved),
      enter: (value, isEnd) => this._enter?.(value, isEnd),
      judge: (value, problem) => this._judge?.(value, problem),
      checking: (text) => { this._checking = text; },
    };
  }

  _read() {
    const said = { label: this.ariaLabel || this._named(), disabled: this._disabled, problem: this._problem };
    for (const name of Object.keys(this.constructor.attributes)) said[name] = this[name];
    return said;
  }

  _tell(name, detail) {
    return this.dispatchEvent(new CustomEvent(`tieback-${name}`, { detail, bubbles: true, composed: true, cancelable: name === 'navigate' }));
  }

  /** What labels it, as text: ids do not reach into a shadow root. */
  _named() {
    const ids = this.getAttribute('aria-labelledby');
    const labels = this.constructor.formAssociated ? [...this._internals.labels] : [];
    const elements = ids ? ids.split(/\s+/).map((id) => this.getRootNode().getElementById?.(id)) : labels;
    return elements.map((element) => element?.textContent.trim() ?? '').join(' ');
  }
}

class Charges extends Part {
  static kind = 'charges';
  static attributes = { server: 'server', agreement: 'agreement', density: 'density', colorScheme: 'color-scheme', readOnly: 'readonly' };
  static observedAttributes = [...super.observedAttributes, 'agreement', 'readonly'];
  _unsaved = 0;

  /** How many charges have something typed that is not saved. */
  get unsavedCharges() { return this._unsaved; }

  /** Forgets what is typed. */
  discard() { this._act('discard'); }

  focus(options) { this._root.querySelector('input, button, a')?.focus(options); }

  _holds(unsaved) { this._unsaved = unsaved; }
}

/** A part that can do without a server. */
class Given extends Part {
  _snapshot = null;

  /** What is computed here, in place of asking a server: a value, JSON text, or bytes of it. */
  get snapshot() { return this._snapshot; }
  set snapshot(snapshot) {
    this._snapshot = snapshot ?? null;
    this._update();
  }
}

class Preview extends Given {
  static kind = 'preview';
  static attributes = { server: 'server', agreement: 'agreement', purchaseOrder: 'purchase-order', through: 'through', density: 'density', colorScheme: 'color-scheme', whatIf: 'what-if' };
  static observedAttributes = [...super.observedAttributes, 'agreement', 'purchase-order', 'through', 'what-if'];

  focus(options) { this._root.querySelector('summary, button, a')?.focus(options); }
}

class Picker extends Given {
  static kind = 'picker';
  static formAssociated = true;
  static attributes = { server: 'server', name: 'name', placeholder: 'placeholder', billFrom: 'bill-from', density: 'density', colorScheme: 'color-scheme', required: 'required', knownOnly: 'known-only', value: 'value' };
  static observedAttributes = [...super.observedAttributes, 'value', 'required', 'known-only', 'bill-from', 'placeholder'];
  _value = '';
  _isDirty = false;
  /** Whether somebody entered the value, and not the page or the browser. */
  _isTyped = false;
  _committed = '';
  _disabled = false;
  /** The last value that was looked up, and what is wrong with it. */
  _judged = { value: '', problem: '' };
  /** What is said of one that nobody has looked up yet. */
  _checking = 'Being checked …';
  _custom = '';
  _problem = '';

  constructor() {
    super();
    this._internals.setFormValue('');
    // The element tells its own, once what is entered is its value.
    this._root.addEventListener('input', (event) => event.stopPropagation());
    this._await();
  }

  get value() { return this._value; }
  set value(value) {
    this._isDirty = true;
    this._isTyped = false;
    this._committed = value = String(value ?? '');
    this._take(value);
  }
  get defaultValue() { return this.getAttribute('value') ?? ''; }
  set defaultValue(value) { this.setAttribute('value', value); }
  get type() { return 'tieback-po-picker'; }
  get disabled() { return this.hasAttribute('disabled'); }
  set disabled(is) { this.toggleAttribute('disabled', Boolean(is)); }
  get form() { return this._internals.form; }
  get labels() { return this._internals.labels; }
  get validity() { return this._internals.validity; }
  get validationMessage() { return this._internals.validationMessage; }
  get willValidate() { return this._internals.willValidate; }
  checkValidity() { return this._internals.checkValidity(); }
  reportValidity() { return this._internals.reportValidity(); }
  setCustomValidity(message) {
    this._custom = String(message);
    this._validate();
  }

  connectedCallback() {
    super.connectedCallback();
    // What is wrong is shown once somebody has tried to send it.
    this.addEventListener('invalid', this._invalid);
  }
  _invalid = () => {
    this._complain(this.validationMessage);
    if (!this._part) this._start();
  };

  attributeChangedCallback(name, _, value) {
    if (name === 'value' && !this._isDirty) this._take(this._committed = value ?? '');
    else this._validate();
    super.attributeChangedCallback();
  }

  formResetCallback() {
    this._isDirty = this._isTyped = false;
    this._complain('');
    this._take(this._committed = this.defaultValue);
  }
  formStateRestoreCallback(state) { this.value = state; }
  formDisabledCallback(is) {
    this._disabled = is;
    this._update();
  }

  _enter(value, isEnd) {
    // Spaces around a number are no part of it.
    if (isEnd && (this._isTyped || value !== this._value)) value = value.trim();
    if (value !== this._value) {
      this._isDirty = this._isTyped = true;
      this._take(value);
      this.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    }
    if (!isEnd) return;
    if (this._problem || this._unknown()) this._complain(this.validationMessage);
    if (value === this._committed) return;
    this._committed = value;
    this.dispatchEvent(new Event('change', { bubbles: true }));
    this._tell('change', { value });
  }

  _judge(value, problem) {
    if (value !== this._value.trim()) return;
    this._judged = { value, problem };
    this._validate();
    if (problem && this.knownOnly && this._committed === this._value) this._complain(this.validationMessage);
  }

  _take(value) {
    this._value = value;
    this._internals.setFormValue(value.trim());
    this._validate();
    this._update();
  }

  /** What is wrong with the value as a number; the page vouches for the one that it gave. */
  _unknown() {
    const value = this._value.trim();
    if (this._judged.value === value) return this._judged.problem;
    return value && this._isTyped ? this._checking : '';
  }

  _validate() {
    const unknown = this.knownOnly ? this._unknown() : '';
    const flags = { valueMissing: this.required && !this._value.trim(), customError: Boolean(this._custom), badInput: Boolean(unknown) };
    const message = this._custom || (flags.valueMissing ? missing() : unknown);
    const anchor = this._root.querySelector('input, [tabindex]');
    if (message) this._internals.setValidity(flags, message, ...(anchor ? [anchor] : []));
    else this._internals.setValidity({});
    // What is put right is not called wrong any more.
    if (this._problem) this._complain(this.validationMessage);
  }

  /** Before it is loaded there is a place for the focus, so that a form that it holds up can lead to it. */
  _await() { this._root.append(Object.assign(document.createElement('div'), { tabIndex: -1 })); }

  _complain(problem) {
    if (problem === this._problem) return;
    this._problem = problem;
    this._update();
  }
}

/** Properties that are attributes, as the platform has them: texts, or there or not. */
function reflect(element) {
  for (const [property, attribute] of Object.entries(element.attributes)) {
    if (property in element.prototype) continue;
    const isFlag = ['readonly', 'required', 'known-only', 'what-if'].includes(attribute);
    Object.defineProperty(element.prototype, property, {
      configurable: true,
      enumerable: true,
      get() { return isFlag ? this.hasAttribute(attribute) : (this.getAttribute(attribute) ?? ''); },
      set(value) {
        if (isFlag) this.toggleAttribute(attribute, Boolean(value));
        else if (value == null) this.removeAttribute(attribute);
        else this.setAttribute(attribute, value);
      },
    });
  }
  element.version = version;
}

for (const [name, element] of globalThis.customElements ? [['tieback-charges', Charges], ['tieback-preview', Preview], ['tieback-po-picker', Picker]] : []) {
  const known = customElements.get(name);
  if (known && known.version !== version) {
    console.error(`@tieback/widget ${version} is not used: <${name}> is of version ${known.version ?? 'unknown'} on this page. Load one version.`);
  } else if (!known) {
    reflect(element);
    customElements.define(name, element);
  }
}
