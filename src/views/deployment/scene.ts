import type { GraphIndex } from '../../graph/graph.js';
import type { NodeId, PortMapping } from '../../graph/node.js';
import type { Language } from '../diagram.js';
import type { DiagramBuilder } from '../diagram-builder.js';
import type { ShownContainer } from './choose-containers.js';
import type { TrainingBox } from './training.js';

/** What every part of the deployment view works on. */
export interface Scene {
  readonly index: GraphIndex;
  readonly builder: DiagramBuilder;
  readonly language: Language;
  readonly containers: readonly ShownContainer[];
  /** 1: containers, ports and volumes; 2 (default): also services, software and GPU. */
  readonly depth: number;
  /** The boxes that train, in the order in which they are added. */
  readonly trainings: TrainingBox[];
}

/** A service box that users can reach. */
export interface ShownService {
  readonly id: string;
  readonly role: string;
  readonly containerId: NodeId;
  /** Port inside the container; absent for what does not listen, or nobody knows where. */
  readonly port?: number;
  /** Published ports that nothing else in the container can be behind. */
  readonly alsoPorts?: readonly PortMapping[];
}
