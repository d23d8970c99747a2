// The elements in templates and in JSX of Vue 3.
import type { ChargesChange, PoPickerChange, TiebackChargesAttributes, TiebackError, TiebackNavigate, TiebackPoPickerAttributes, TiebackPreviewAttributes } from './index.js';
import type { DefineComponent, HTMLAttributes, ReservedProps } from 'vue';

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

interface Elements {
  'tieback-charges': TiebackChargesAttributes & Events<ChargesChange>;
  'tieback-po-picker': AsProperty<TiebackPoPickerAttributes, 'known-only', 'knownOnly'> & Events<PoPickerChange>;
  'tieback-preview': AsProperty<TiebackPreviewAttributes, 'what-if', 'whatIf'> & Omit<Events<never>, 'onTieback-change'>;
}

declare module 'vue' {
  interface GlobalComponents {
    'tieback-charges': DefineComponent<Elements['tieback-charges']>;
    'tieback-po-picker': DefineComponent<Elements['tieback-po-picker']>;
    'tieback-preview': DefineComponent<Elements['tieback-preview']>;
  }
}

declare module 'vue/jsx-runtime' {
  namespace JSX {
    interface IntrinsicElements {
      'tieback-charges': HTMLAttributes & ReservedProps & Elements['tieback-charges'];
      'tieback-po-picker': HTMLAttributes & ReservedProps & Elements['tieback-po-picker'];
      'tieback-preview': HTMLAttributes & ReservedProps & Elements['tieback-preview'];
    }
  }
}
