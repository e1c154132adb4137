import type { Diagram } from '../views/diagram.js';
import { VIEWS } from '../views/table.js';
import type { ViewOptions } from '../views/view.js';
import type { Collected } from './sources/collect.js';

/** Draws one view of what was collected; undefined when there is nothing that the view shows, or no such view. */
export async function drawView(
  collected: Collected,
  viewName: string,
  options: ViewOptions,
): Promise<Diagram | undefined> {
  const entry = VIEWS.find(({ name }) => name === viewName);
  const view = await entry?.load();
  return view?.draw(collected.index, options);
}
