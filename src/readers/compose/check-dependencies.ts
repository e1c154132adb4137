import type { Place } from '../../base/text.js';
import { composeFindings } from '../../findings/catalog/compose.js';
import type { Finding } from '../../findings/finding.js';
import { pairsIn } from './compose-value.js';
import type { ProjectService } from './load-project.js';

interface Dependency {
  readonly name: string;
  readonly place: Place;
}

interface Step {
  readonly name: string;
  readonly dependencies: readonly Dependency[];
  next: number;
}

/** Says which services wait for each other in a circle, at the dependency that closes it. */
export function checkDependencyCycles(services: readonly ProjectService[], report: (finding: Finding) => void): void {
  const byName = new Map(services.map(({ name, value }) => [name, value]));
  const dependenciesOf = (name: string): Dependency[] =>
    pairsIn(byName.get(name), 'depends_on').map(({ key, keyPlace }) => ({ name: key, place: keyPlace }));
  const done = new Set<string>();
  for (const { name } of services) {
    // The way from this service to the one that is looked at; without recursion, for chains of any length.
    const way: Step[] = done.has(name) ? [] : [{ name, dependencies: dependenciesOf(name), next: 0 }];
    const onWay = new Map(way.map((step, index) => [step.name, index]));
    for (let step = way.at(-1); step; step = way.at(-1)) {
      const dependency = step.dependencies[step.next];
      step.next += 1;
      if (!dependency) {
        way.pop();
        onWay.delete(step.name);
        done.add(step.name);
        continue;
      }
      const from = onWay.get(dependency.name);
      if (from !== undefined) {
        const shown = way.slice(from, from + 10).map((one) => one.name);
        const names = [...shown, ...(way.length - from > 10 ? ['…'] : []), dependency.name];
        report(composeFindings.dependencyCycle({ services: names }, dependency.place));
      } else if (!done.has(dependency.name) && byName.has(dependency.name)) {
        onWay.set(dependency.name, way.length);
        way.push({ name: dependency.name, dependencies: dependenciesOf(dependency.name), next: 0 });
      }
    }
  }
}
