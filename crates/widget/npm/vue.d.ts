// The elements in templates of Vue 3.
import type { ChargesChange, PoPickerChange, TiebackChargesAttributes, TiebackError, TiebackNavigate, TiebackPoPickerAttributes, TiebackPreviewAttributes } from './index.js';
import type { DefineComponent } from 'vue';

interface Events<Change> {
  'onTieback-change'?: (event: CustomEvent<Change>) => void;
  'onTieback-error'?: (event: CustomEvent<TiebackError>) => void;
  'onTieback-navigate'?: (event: CustomEvent<TiebackNavigate>) => void;
}

/**
 * Vue sets a property where an element has one of that name, and else writes the attribute, which is on
 * even as `"false"`: `whatIf` and `knownOnly` are set as properties.
 */
type AsProperty<Attributes, Attribute extends keyof Attributes, Property extends string> = Omit<Attributes, Attribute> & { [P in Property]?: boolean };

declare module 'vue' {
  interface GlobalComponents {
    'tieback-charges': DefineComponent<TiebackChargesAttributes & Events<ChargesChange>>;
    'tieback-po-picker': DefineComponent<AsProperty<TiebackPoPickerAttributes, 'known-only', 'knownOnly'> & Events<PoPickerChange>>;
    'tieback-preview': DefineComponent<AsProperty<TiebackPreviewAttributes, 'what-if', 'whatIf'> & Omit<Events<never>, 'onTieback-change'>>;
  }
}
