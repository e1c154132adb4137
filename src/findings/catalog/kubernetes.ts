import { defineFinding } from '../finding.js';

/** Findings in Kubernetes manifests. Codes `K8S-nn`. */
export const kubernetesFindings = {
  template: defineFinding<{ path: string }>({
    code: 'K8S-01',
    severity: 'info',
    title: 'A template of manifests is not read',
    message: ({ path }) => `${path} is a template (it holds {{ … }}), not a manifest, so it was not read`,
    hint: () => 'Render it first, for example with helm template, and read what comes out.',
    page: {
      why: 'What a Helm chart deploys is decided by its values. Reading the template as YAML would show things that nobody deploys.',
      bad: 'image: "{{ .Values.image }}"',
      good: 'helm template trainer ./chart > rendered.yaml',
      sources: ['https://helm.sh/docs/chart_template_guide/'],
    },
  }),
  unknownKind: defineFinding<{ kind: string; apiVersion: string; suggestion?: string }>({
    code: 'K8S-02',
    severity: 'info',
    title: 'A kind of object is not known',
    message: ({ kind, apiVersion }) =>
      `${kind} of ${apiVersion} is a kind that torchdock does not know, so it was skipped`,
    hint: ({ suggestion }) => (suggestion === undefined ? undefined : `Did you mean ${suggestion}?`),
    page: {
      why: 'Custom resources mean what their operator makes of them. What is skipped here is missing in the picture.',
      bad: 'apiVersion: apps/v1\nkind: Deploment',
      good: 'apiVersion: apps/v1\nkind: Deployment',
      sources: ['https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/'],
    },
  }),
  notManifest: defineFinding<{ missing: string }>({
    code: 'K8S-03',
    severity: 'warning',
    title: 'A document is not a manifest',
    message: ({ missing }) => `This document has no ${missing}, so it is not a manifest and was skipped`,
    hint: () => 'Every document between --- lines needs apiVersion, kind and metadata.',
    page: {
      why: 'kubectl refuses a file in which one document says no kind: nothing of it is applied.',
      bad: 'kind: Service\nmetadata:\n  name: web',
      good: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web',
    },
  }),
  missingName: defineFinding<{ kind: string }>({
    code: 'K8S-04',
    severity: 'error',
    title: 'An object has no name',
    message: ({ kind }) => `This ${kind} has no metadata.name`,
    hint: () => 'Give it a name in lower case, digits and dashes.',
    page: {
      why: 'The API server refuses an object without a name (or generateName).',
      bad: 'kind: Pod\nmetadata:\n  labels: {app: trainer}',
      good: 'kind: Pod\nmetadata:\n  name: trainer\n  labels: {app: trainer}',
      sources: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/names/'],
    },
  }),
  duplicateName: defineFinding<{ kind: string; name: string }>({
    code: 'K8S-05',
    severity: 'warning',
    title: 'Two objects or containers have the same name',
    message: ({ kind, name }) => `The ${kind} ${name} is already described above`,
    hint: () => 'Rename one of the two, or remove the one that is not meant.',
    page: {
      why: 'Applying the file creates the first and then overwrites it with the second.',
      bad: 'kind: Job\nmetadata: {name: train}\n---\nkind: Job\nmetadata: {name: train}',
      good: 'kind: Job\nmetadata: {name: train}\n---\nkind: Job\nmetadata: {name: evaluate}',
    },
  }),
  outdated: defineFinding<{ kind: string; apiVersion: string; current: string }>({
    code: 'K8S-06',
    severity: 'error',
    title: 'An API version is not served any more',
    message: ({ kind, apiVersion }) => `${kind} of ${apiVersion} is not served by today's clusters`,
    hint: ({ current }) => `Write apiVersion: ${current}, and check the fields that changed.`,
    page: {
      why: 'Kubernetes and its operators remove old API versions. A manifest that names one is refused.',
      bad: 'apiVersion: extensions/v1beta1\nkind: Deployment',
      good: 'apiVersion: apps/v1\nkind: Deployment',
      sources: ['https://kubernetes.io/docs/reference/using-api/deprecation-guide/'],
    },
  }),
  noContainers: defineFinding<{ owner: string }>({
    code: 'K8S-07',
    severity: 'error',
    title: 'A pod has no containers',
    message: ({ owner }) => `${owner} describes no containers`,
    hint: () =>
      'containers is a list below the spec of the pod (spec.template.spec.containers in a Deployment or Job).',
    page: {
      why: 'A pod must have at least one container; often the list stands one level too high or too deep.',
      bad: 'kind: Job\nspec:\n  containers:\n    - name: train',
      good: 'kind: Job\nspec:\n  template:\n    spec:\n      containers:\n        - name: train',
      sources: ['https://kubernetes.io/docs/concepts/workloads/pods/'],
    },
  }),
  invalidQuantity: defineFinding<{ field: string; text: string; hint?: string }>({
    code: 'K8S-08',
    severity: 'error',
    title: 'A quantity is not one',
    message: ({ field, text }) => `${field}: ${text} is not a quantity`,
    hint: ({ hint }) => hint ?? 'Write a number with a unit such as 500m, 64Gi or 2.',
    page: {
      why: 'The API server refuses the object. Memory is counted in Ki, Mi, Gi, Ti (powers of 1024) or k, M, G, T (powers of 1000), never GB.',
      bad: 'limits:\n  memory: 64GB',
      good: 'limits:\n  memory: 64Gi',
      sources: ['https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/'],
    },
  }),
  gpuRequest: defineFinding<{ container: string; resource: string; request: string; limit?: string }>({
    code: 'K8S-09',
    severity: 'error',
    title: 'A GPU is requested without an equal limit',
    message: ({ container, resource, request, limit }) =>
      `${container} requests ${request} of ${resource}, ${limit === undefined ? 'without a limit' : `with a limit of ${limit}`}`,
    hint: ({ resource, request }) => `Set limits ${resource}: ${request}; the request may then be left out.`,
    page: {
      why: 'GPUs cannot be overcommitted: the limit decides, and a request that is given beside it must be equal. Anything else is refused.',
      bad: 'resources:\n  requests:\n    nvidia.com/gpu: 1',
      good: 'resources:\n  limits:\n    nvidia.com/gpu: 1',
      sources: ['https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/'],
    },
  }),
  unknownVolume: defineFinding<{ container: string; name: string }>({
    code: 'K8S-10',
    severity: 'error',
    title: 'A container mounts a volume that its pod does not have',
    message: ({ container, name }) => `${container} mounts ${name}, which is not among the volumes of its pod`,
    hint: () => 'Add it to volumes (or volumeClaimTemplates), or correct the name.',
    page: {
      why: 'The API server refuses the pod.',
      bad: 'volumeMounts:\n  - {name: data, mountPath: /data}\nvolumes:\n  - name: dataset',
      good: 'volumeMounts:\n  - {name: data, mountPath: /data}\nvolumes:\n  - name: data\n    persistentVolumeClaim: {claimName: dataset}',
      sources: ['https://kubernetes.io/docs/concepts/storage/volumes/'],
    },
  }),
  replicaContainer: defineFinding<{ kind: string; role: string; expected: string }>({
    code: 'K8S-11',
    severity: 'error',
    title: 'A training job has no container of the name that its operator looks for',
    message: ({ kind, role, expected }) => `No container of ${role} is called ${expected}, which a ${kind} needs`,
    hint: ({ expected }) => `Call the container that trains ${expected}.`,
    page: {
      why: 'The training operator sets MASTER_ADDR, WORLD_SIZE and RANK in the container of this name, and refuses a job without it.',
      bad: 'kind: PyTorchJob\n…\n  containers:\n    - name: trainer',
      good: 'kind: PyTorchJob\n…\n  containers:\n    - name: pytorch',
      sources: ['https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/pytorch/'],
    },
  }),
  invalidPort: defineFinding<{ text: string }>({
    code: 'K8S-12',
    severity: 'error',
    title: 'A port is not a port number',
    message: ({ text }) => `${text} is not a port between 1 and 65535`,
    page: {
      why: 'The API server refuses the object.',
      bad: 'ports:\n  - containerPort: "8888:8888"',
      good: 'ports:\n  - containerPort: 8888',
    },
  }),
  unknownPortName: defineFinding<{ name: string; endpoint: string }>({
    code: 'K8S-13',
    severity: 'info',
    title: 'A Service names a port that no pod in the same file has',
    message: ({ name, endpoint }) =>
      `${endpoint} leads to the port ${name}, but no pod of this file that it selects has a port of that name`,
    hint: () => 'Give the number as targetPort, or describe the pod in the same file, to see the port in the picture.',
    page: {
      why: 'A port name means whatever number the pods give it. Without the pod at hand the number is not known, so it is not drawn.',
      bad: 'ports:\n  - {port: 80, targetPort: notebook}',
      good: 'ports:\n  - {port: 80, targetPort: 8888}',
      sources: ['https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports'],
    },
  }),
};
