import type { Request } from './ask-torch.js';

/** A constructor of torchvision. */
export interface Constructor {
  /** As `list_models()` has it. */
  readonly name: string;
  /** With nothing but its defaults: no weights are ever loaded. */
  readonly made: Request;
  /** Followed with an input; what is larger than it needs be for that is made smaller. */
  readonly run: Request & { readonly input: string };
}

/** What decides a shape decides it for a small image, too: one that is no square, twice. */
const IMAGE = 'torch.randn(2, 3, 64, 96)';
/** For convolutions by groups of many channels, at which real torch is slowest. */
const SMALL_IMAGE = 'torch.randn(1, 3, 32, 64)';

const CLASSIFICATION: Readonly<Record<string, string>> = {
  [IMAGE]: `
    alexnet convnext_base convnext_large convnext_small convnext_tiny densenet121 densenet161 densenet169
    densenet201 efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5
    efficientnet_b6 efficientnet_b7 efficientnet_v2_l efficientnet_v2_m efficientnet_v2_s googlenet mnasnet0_5
    mnasnet0_75 mnasnet1_0 mnasnet1_3 mobilenet_v2 mobilenet_v3_large mobilenet_v3_small regnet_x_1_6gf
    regnet_x_3_2gf regnet_x_400mf regnet_x_800mf regnet_y_1_6gf regnet_y_3_2gf regnet_y_400mf regnet_y_800mf
    resnet101 resnet152 resnet18 resnet34 resnet50 resnext50_32x4d shufflenet_v2_x0_5 shufflenet_v2_x1_0
    shufflenet_v2_x1_5 shufflenet_v2_x2_0 squeezenet1_0 squeezenet1_1 swin_b swin_s swin_t swin_v2_b swin_v2_s
    swin_v2_t vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn wide_resnet101_2 wide_resnet50_2
  `,
  [SMALL_IMAGE]: `
    regnet_x_16gf regnet_x_32gf regnet_x_8gf regnet_y_128gf regnet_y_16gf regnet_y_32gf regnet_y_8gf
    resnext101_32x8d resnext101_64x4d
  `,
  'torch.randn(2, 3, 75, 107)': 'inception_v3',
  // Their size is part of them.
  'torch.randn(1, 3, 224, 224)': 'maxvit_t vit_b_16 vit_b_32 vit_h_14 vit_l_16 vit_l_32',
};

const SEGMENTATION = {
  [IMAGE]: `
    deeplabv3_mobilenet_v3_large deeplabv3_resnet101 deeplabv3_resnet50 fcn_resnet101 fcn_resnet50
    lraspp_mobilenet_v3_large
  `,
};

const VIDEO = {
  'torch.randn(1, 3, 16, 224, 224)': 'mvit_v1_b mvit_v2_s s3d',
  'torch.randn(2, 3, 8, 48, 64)': 'mc3_18 r2plus1d_18 r3d_18',
};

const FLOW = {
  'torch.randn(1, 3, 128, 160), torch.randn(1, 3, 128, 160)': 'raft_large raft_small',
};

const QUANTIZED = {
  [IMAGE]: `
    googlenet mobilenet_v2 mobilenet_v3_large resnet18 resnet50 shufflenet_v2_x0_5 shufflenet_v2_x1_0
    shufflenet_v2_x1_5 shufflenet_v2_x2_0
  `,
  [SMALL_IMAGE]: 'resnext101_32x8d resnext101_64x4d',
  'torch.randn(2, 3, 75, 107)': 'inception_v3',
};

/** Detectors make their image larger themselves, and look at a thousand boxes: by the arguments that say how much. */
const DETECTION: Readonly<Record<string, string>> = {
  '': 'ssd300_vgg16 ssdlite320_mobilenet_v3_large',
  ', min_size=64, max_size=160': 'fcos_resnet50_fpn retinanet_resnet50_fpn retinanet_resnet50_fpn_v2',
  ', min_size=64, max_size=160, rpn_pre_nms_top_n_test=60, rpn_post_nms_top_n_test=30': `
    fasterrcnn_mobilenet_v3_large_320_fpn fasterrcnn_mobilenet_v3_large_fpn fasterrcnn_resnet50_fpn
    fasterrcnn_resnet50_fpn_v2 keypointrcnn_resnet50_fpn maskrcnn_resnet50_fpn maskrcnn_resnet50_fpn_v2
  `,
};

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

interface Group {
  /** Before the name: `M.video.`. */
  readonly from: string;
  readonly listedAs?: string;
  readonly options?: string;
}

function list(byInput: Readonly<Record<string, string>>, group: Group): readonly Constructor[] {
  return Object.entries(byInput).flatMap(([input, names]) =>
    words(names).map((name) => {
      const made = { expression: `${group.from}${name}(weights=None${group.options ?? ''})` };
      return { name: `${group.listedAs ?? ''}${name}`, made, run: { ...made, input } };
    }),
  );
}

function listDetection(): readonly Constructor[] {
  return Object.entries(DETECTION).flatMap(([options, names]) =>
    words(names).map((name) => {
      const write = (more: string): string => `M.detection.${name}(weights=None, weights_backbone=None${more})`;
      return {
        name,
        made: { expression: write('') },
        run: { expression: write(options), input: '[torch.randn(3, 80, 120)]' },
      };
    }),
  );
}

/** The slowest first, so that two processes end at about the same time. */
export const GROUPS: Readonly<Record<string, readonly Constructor[]>> = {
  video: list(VIDEO, { from: 'M.video.' }),
  detection: listDetection(),
  classification: list(CLASSIFICATION, { from: 'M.' }),
  segmentation: list(SEGMENTATION, { from: 'M.segmentation.', options: ', weights_backbone=None' }),
  'optical flow': list(FLOW, { from: 'M.optical_flow.' }),
  quantization: list(QUANTIZED, { from: 'M.quantization.', listedAs: 'quantized_', options: ', quantize=False' }),
};
