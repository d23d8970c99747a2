// The elements in JSX of React 19, which sets properties and listens to `ontieback-change`.
import type { ChargesChange, PoPickerChange, TiebackChargesAttributes, TiebackChargesElement, TiebackError, TiebackNavigate, TiebackPoPickerAttributes, TiebackPoPickerElement, TiebackPreviewAttributes, TiebackPreviewElement } from './index.js';
import type { DetailedHTMLProps, HTMLAttributes } from 'react';

interface Events<Change> {
  'ontieback-change'?: (event: CustomEvent<Change>) => void;
  'ontieback-error'?: (event: CustomEvent<TiebackError>) => void;
  'ontieback-navigate'?: (event: CustomEvent<TiebackNavigate>) => void;
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'tieback-charges': DetailedHTMLProps<HTMLAttributes<TiebackChargesElement>, TiebackChargesElement> & TiebackChargesAttributes & Events<ChargesChange>;
      'tieback-po-picker': DetailedHTMLProps<HTMLAttributes<TiebackPoPickerElement>, TiebackPoPickerElement> & TiebackPoPickerAttributes & Events<PoPickerChange>;
      'tieback-preview': DetailedHTMLProps<HTMLAttributes<TiebackPreviewElement>, TiebackPreviewElement> & TiebackPreviewAttributes & Omit<Events<never>, 'ontieback-change'>;
    }
  }
}
