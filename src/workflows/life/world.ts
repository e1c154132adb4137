import type { SourceText } from '../../base/text.js';
import type { BuildEvent } from '../../engines/engine.js';
import type { EngineSearch, EngineWish } from '../../engines/find-engine.js';
import type { ImagePlan, PublishedPort } from '../../environment/plan/plan.js';
import type { Finding } from '../../findings/finding.js';
import type { Host } from '../../host/host.js';
import type { Prepared, PrepareRequest } from '../project/prepare-plan.js';
import type { Conflict } from '../project/renew-lock.js';
import type { Change } from './compare-plans.js';
import type { Given } from './judge-mounts.js';

/** What the stories of an environment's life use of the world; their tests give them one made of memory. */
export interface LifeWorld {
  readonly host: Host;
  readonly findEngine: (host: Host, wish: EngineWish) => Promise<EngineSearch>;
  readonly prepare: (host: Host, request: PrepareRequest) => Promise<Prepared>;
  readonly writeDockerfile: (image: ImagePlan) => string;
  /** Told as it happens. */
  readonly tell: (event: LifeEvent) => void;
  readonly interrupted: AbortSignal;
  /** True when nothing may be touched: the engine only records, and the host keeps what would be written to itself. */
  readonly isRehearsal: boolean;
}

/** What every command that needs the plan is told. */
export interface LifeRequest extends PrepareRequest {
  readonly engine: EngineWish;
}

/** What a person is told while it happens. */
export type LifeEvent =
  | { readonly kind: 'lock-written'; readonly path: string }
  /** Said before anything is built: there is time to say no. */
  | ({ readonly kind: 'gives' } & Given)
  | { readonly kind: 'build-started'; readonly reference: string; readonly engine: string }
  | { readonly kind: 'build'; readonly event: BuildEvent }
  | { readonly kind: 'build-ended'; readonly isBuilt: boolean; readonly durationMs: number }
  /** It was interrupted, and the engine cannot be. */
  | { readonly kind: 'build-goes-on' }
  /** Said before anything is taken away. */
  | { readonly kind: 'replacing'; readonly container: string; readonly changes: readonly Change[] }
  | { readonly kind: 'restarting'; readonly container: string; readonly secrets: readonly string[] }
  | { readonly kind: 'volume'; readonly action: 'created' | 'removed'; readonly name: string }
  | { readonly kind: 'image'; readonly action: 'removed'; readonly reference: string }
  | { readonly kind: 'container'; readonly action: ContainerAction; readonly name: string }
  /** No GPU could be given, and the spec is fine without. */
  | { readonly kind: 'gpus-left-out'; readonly reason: string }
  | { readonly kind: 'port-taken'; readonly port: PublishedPort; readonly hostPort: number }
  | { readonly kind: 'waiting'; readonly service: 'jupyter' | 'ssh'; readonly hostPort: number };

export type ContainerAction = 'created' | 'started' | 'stopped' | 'removed';

/** Something that cannot be done, or was interrupted. */
export type NotDone =
  | {
      readonly kind: 'refused';
      readonly findings: readonly Finding[];
      readonly sources: readonly SourceText[];
      /** Versions that do not fit together. */
      readonly conflict?: Conflict;
      /** What the build or the container said last. */
      readonly lines?: readonly string[];
      /** `environment`: no engine, or it cannot be reached. */
      readonly because: 'findings' | 'environment';
    }
  | { readonly kind: 'interrupted' };
