// The elements in templates of Vue 3.
import type { ChargesChange, PoPickerChange, TiebackChargesAttributes, TiebackError, TiebackNavigate, TiebackPoPickerAttributes, TiebackPreviewAttributes } from './index.js';
import type { DefineComponent } from 'vue';

interface Events<Change> {
  'onTieback-change'?: (event: CustomEvent<Change>) => void;
  'onTieback-error'?: (event: CustomEvent<TiebackError>) => void;
  'onTieback-navigate'?: (event: CustomEvent<TiebackNavigate>) => void;
}

declare module 'vue' {
  interface GlobalComponents {
    'tieback-charges': DefineComponent<TiebackChargesAttributes & Events<ChargesChange>>;
    'tieback-po-picker': DefineComponent<TiebackPoPickerAttributes & Events<PoPickerChange>>;
    'tieback-preview': DefineComponent<TiebackPreviewAttributes & Omit<Events<never>, 'onTieback-change'>>;
  }
}
