import type { CudaImage, ImageFacts, ImageInside, OfficialImage } from './facts.js';
import {
  type Field,
  listField,
  optionalText,
  optionalVersion,
  requireSome,
  textField,
  versionField,
} from './fields.js';

/** `pytorch_docker_tags.json` and `nvidia_cuda_tags.json`. */
export function readImages(official: Field, cuda: Field): ImageFacts {
  return {
    official: requireSome(official, 'tags', listField(official, 'tags').map(readOfficial)),
    inside: listField(official, 'inside').map(readInside),
    cuda: requireSome(cuda, 'devel_cudnn_tags', listField(cuda, 'devel_cudnn_tags').map(readCudaImage)),
    cudaAsOf: textField(cuda, 'as_of'),
  };
}

function readOfficial(row: Field): OfficialImage {
  return {
    reference: `${textField(row, 'image')}:${textField(row, 'tag')}`,
    torch: versionField(row, 'torch'),
    cuda: versionField(row, 'cuda'),
    isRuntime: textField(row, 'kind') === 'runtime',
    evidence: textField(row, 'evidence'),
  };
}

function readInside(row: Field): ImageInside {
  return {
    from: versionField(row, 'from'),
    to: optionalVersion(row, 'to'),
    os: optionalText(row, 'os'),
    python: versionField(row, 'python'),
  };
}

function readCudaImage(row: Field): CudaImage {
  return { cuda: versionField(row, 'CUDA'), os: `ubuntu${textField(row, 'Ubuntu')}` };
}
