import type { Request } from './ask-torch.js';

/** All constructors of torchvision 0.14, with an input that each takes. No weights are ever loaded. */
const CLASSIFICATION = `
  alexnet convnext_base convnext_large convnext_small convnext_tiny densenet121 densenet161 densenet169
  densenet201 efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5
  efficientnet_b6 efficientnet_b7 efficientnet_v2_l efficientnet_v2_m efficientnet_v2_s googlenet inception_v3
  maxvit_t mnasnet0_5 mnasnet0_75 mnasnet1_0 mnasnet1_3 mobilenet_v2 mobilenet_v3_large mobilenet_v3_small
  regnet_x_16gf regnet_x_1_6gf regnet_x_32gf regnet_x_3_2gf regnet_x_400mf regnet_x_800mf regnet_x_8gf
  regnet_y_128gf regnet_y_16gf regnet_y_1_6gf regnet_y_32gf regnet_y_3_2gf regnet_y_400mf regnet_y_800mf
  regnet_y_8gf resnet101 resnet152 resnet18 resnet34 resnet50 resnext101_32x8d resnext101_64x4d resnext50_32x4d
  shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x1_5 shufflenet_v2_x2_0 squeezenet1_0 squeezenet1_1 swin_b
  swin_s swin_t swin_v2_b swin_v2_s swin_v2_t vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn
  vit_b_16 vit_b_32 vit_h_14 vit_l_16 vit_l_32 wide_resnet101_2 wide_resnet50_2
`;
const QUANTIZABLE = `
  googlenet inception_v3 mobilenet_v2 mobilenet_v3_large resnet18 resnet50 resnext101_32x8d resnext101_64x4d
  shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x1_5 shufflenet_v2_x2_0
`;
const DETECTORS = `
  fasterrcnn_mobilenet_v3_large_320_fpn fasterrcnn_mobilenet_v3_large_fpn fasterrcnn_resnet50_fpn
  fasterrcnn_resnet50_fpn_v2 fcos_resnet50_fpn keypointrcnn_resnet50_fpn maskrcnn_resnet50_fpn
  maskrcnn_resnet50_fpn_v2 retinanet_resnet50_fpn retinanet_resnet50_fpn_v2 ssd300_vgg16
  ssdlite320_mobilenet_v3_large
`;

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

function image(name: string): string {
  const size = name === 'inception_v3' ? 299 : 224;
  return `torch.randn(2, 3, ${size}, ${size})`;
}

/** These two would spend minutes on random numbers. */
function initialised(name: string): string {
  return name === 'googlenet' || name === 'inception_v3' ? ', init_weights=False' : '';
}

export function listClassification(): readonly Request[] {
  return words(CLASSIFICATION).map((name) => ({
    expression: `M.${name}(weights=None${initialised(name)})`,
    input: image(name),
  }));
}

export const QUANTIZED: readonly Request[] = words(QUANTIZABLE).map((name) => ({
  expression: `M.quantization.${name}(weights=None, quantize=False${initialised(name)})`,
  input: image(name),
}));

export const SEGMENTATION: readonly Request[] = words(
  'deeplabv3_mobilenet_v3_large deeplabv3_resnet101 deeplabv3_resnet50 fcn_resnet101 fcn_resnet50 lraspp_mobilenet_v3_large',
).map((name) => ({
  expression: `M.segmentation.${name}(weights=None, weights_backbone=None)`,
  input: 'torch.randn(1, 3, 224, 224)',
}));

export const DETECTION: readonly Request[] = words(DETECTORS).map((name) => ({
  expression: `M.detection.${name}(weights=None, weights_backbone=None)`,
  input: '[torch.randn(3, 320, 320)]',
}));

export const VIDEO: readonly Request[] = words('mc3_18 mvit_v1_b mvit_v2_s r2plus1d_18 r3d_18 s3d').map((name) => ({
  expression: `M.video.${name}(weights=None)`,
  input:
    name.startsWith('mvit') || name === 's3d' ? 'torch.randn(1, 3, 16, 224, 224)' : 'torch.randn(1, 3, 16, 112, 112)',
}));

export const FLOW: readonly Request[] = words('raft_large raft_small').map((name) => ({
  expression: `M.optical_flow.${name}(weights=None)`,
  input: 'torch.randn(1, 3, 128, 128), torch.randn(1, 3, 128, 128)',
}));
