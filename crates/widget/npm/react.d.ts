// The elements in JSX of React 19, which sets properties and listens to `onTieback-change`.
import type { ChargesChange, PoPickerChange, TiebackChargesAttributes, TiebackChargesElement, TiebackError, TiebackNavigate, TiebackPoPickerAttributes, TiebackPoPickerElement, TiebackPreviewAttributes, TiebackPreviewElement } from './index.js';
import type { DetailedHTMLProps, HTMLAttributes } from 'react';

interface Events<Change> {
  'onTieback-change'?: (event: CustomEvent<Change>) => void;
  'onTieback-error'?: (event: CustomEvent<TiebackError>) => void;
  'onTieback-navigate'?: (event: CustomEvent<TiebackNavigate>) => void;
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'tieback-charges': DetailedHTMLProps<HTMLAttributes<TiebackChargesElement>, TiebackChargesElement> & TiebackChargesAttributes & Events<ChargesChange>;
      'tieback-po-picker': DetailedHTMLProps<HTMLAttributes<TiebackPoPickerElement>, TiebackPoPickerElement> & TiebackPoPickerAttributes & Events<PoPickerChange>;
      'tieback-preview': DetailedHTMLProps<HTMLAttributes<TiebackPreviewElement>, TiebackPreviewElement> & TiebackPreviewAttributes & Omit<Events<never>, 'onTieback-change'>;
    }
  }
}
