import { createHash } from 'node:crypto';

/**
 * Makes the headings of tables sort them: numbers by `data-value`, the largest first, words by their text. The page is whole
 * without it.
 */
export const SORT_SCRIPT = `for(const table of document.querySelectorAll('table')){
const body=table.tBodies[0];
for(const [at,heading] of [...table.tHead.rows[0].cells].entries()){
const button=document.createElement('button');
button.type='button';
button.append(...heading.childNodes);
heading.append(button);
button.addEventListener('click',()=>{
const first=heading.classList.contains('number')?'descending':'ascending';
const other=first==='ascending'?'descending':'ascending';
const order=heading.getAttribute('aria-sort')===first?other:first;
for(const cell of heading.parentNode.cells)cell.removeAttribute('aria-sort');
heading.setAttribute('aria-sort',order);
const sign=order==='ascending'?1:-1;
const key=(row)=>row.cells[at].dataset.value??row.cells[at].textContent;
const compare=(a,b)=>heading.classList.contains('number')?key(a)-key(b):key(a)<key(b)?-1:key(a)>key(b)?1:0;
body.append(...[...body.rows].sort((a,b)=>sign*compare(a,b)));
});
}
}`;

/** Lets this script run and no other: what a name of a kernel might smuggle in stays text. */
export const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash('sha256').update(SORT_SCRIPT).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
