import type { Request } from './ask-torch.js';

type Row = readonly [expression: string, input?: string, training?: boolean];

const IMAGE = 'torch.randn(2, 3, 64, 96)';

/** Arguments other than the defaults, parts of models by themselves, and what torchvision offers to build with. */
const ROWS: readonly Row[] = [
  ['M.segmentation.deeplabv3_resnet50(weights=None, weights_backbone=None, aux_loss=True)', IMAGE],
  ['M.segmentation.fcn_resnet50(weights=None, weights_backbone=None, aux_loss=True, num_classes=7)', IMAGE],
  ['M.segmentation.deeplabv3_mobilenet_v3_large(weights=None, weights_backbone=None, aux_loss=True)', IMAGE],
  ['M.segmentation.lraspp_mobilenet_v3_large(num_classes=3, weights=None, weights_backbone=None)', IMAGE],
  ['M.googlenet(weights=None, aux_logits=False)', IMAGE],
  ['M.googlenet(weights=None, transform_input=True, num_classes=5)', IMAGE],
  ['M.inception_v3(weights=None, aux_logits=False)', 'torch.randn(2, 3, 75, 107)'],
  ['M.inception_v3(weights=None)', 'torch.randn(2, 3, 299, 299)', true],
  ['M.googlenet(weights=None)', 'torch.randn(2, 3, 224, 224)', true],
  ['M.resnet50(weights=None, replace_stride_with_dilation=[False, True, True], num_classes=3)', IMAGE],
  ['M.resnet34(weights=None, zero_init_residual=True, norm_layer=nn.InstanceNorm2d)', IMAGE],
  ['M.resnet50(weights=None, groups=4, width_per_group=32)', IMAGE],
  ['M.resnet18(weights=None, norm_layer=lambda c: nn.GroupNorm(8, c))', IMAGE],
  ['M.densenet121(weights=None, memory_efficient=True, drop_rate=0.1)', IMAGE],
  ['M.mobilenet_v2(weights=None, width_mult=1.4, num_classes=11)', IMAGE],
  ['M.mobilenet_v2(weights=None, width_mult=0.35, round_nearest=4)', IMAGE],
  ['M.mobilenet_v3_large(weights=None, reduced_tail=True)', IMAGE],
  ['M.mobilenet_v3_small(weights=None, dilated=True, width_mult=0.75)', IMAGE],
  ['M.efficientnet_b0(weights=None, num_classes=4, stochastic_depth_prob=0.5)', IMAGE, true],
  ['M.convnext_tiny(weights=None, num_classes=4, layer_scale=1e-4)', IMAGE],
  ['M.swin_t(weights=None, num_classes=4)', 'torch.randn(2, 3, 50, 70)'],
  ['M.swin_v2_t(weights=None)', 'torch.randn(2, 3, 50, 70)'],
  ['M.vit_b_32(weights=None, image_size=64, representation_size=33)', 'torch.randn(2, 3, 64, 64)'],
  ['M.vit_b_16(weights=None, image_size=48, num_classes=2)', 'torch.randn(2, 3, 48, 48)'],
  ['M.vit_b_32(weights=None)', 'torch.randn(2, 3, 64, 64)'],
  ['M.squeezenet1_1(weights=None, num_classes=3)', IMAGE],
  ['M.vgg11(weights=None, num_classes=3, dropout=0.1)', 'torch.randn(2, 3, 33, 47)'],
  ['M.shufflenet_v2_x0_5(weights=None, num_classes=3)', 'torch.randn(2, 3, 63, 95)'],
  ['M.mnasnet0_5(weights=None, num_classes=3)', 'torch.randn(2, 3, 63, 95)'],
  ['M.regnet_y_400mf(weights=None, num_classes=3)', 'torch.randn(2, 3, 63, 95)'],
  ['M.regnet_x_400mf(weights=None, stem_width=16)', IMAGE],
  ['M.alexnet(weights=None)', 'torch.randn(2, 3, 63, 95)'],
  ['M.maxvit.MaxVit((64, 64), 8, 4, [8, 16], [1, 1], 4, 0.1)', 'torch.randn(2, 3, 64, 64)'],
  ['M.video.r3d_18(weights=None, num_classes=3)', 'torch.randn(1, 3, 5, 33, 47)'],
  ['M.video.mc3_18(weights=None)', 'torch.randn(1, 3, 5, 33, 47)'],
  ['M.optical_flow.raft_small(weights=None)', 'torch.randn(1, 3, 136, 200), torch.randn(1, 3, 136, 200), 3'],
  ['M.optical_flow.raft_large(weights=None)', 'torch.randn(1, 3, 128, 160), torch.randn(1, 3, 128, 160), 2', true],
  [
    'M.detection.fasterrcnn_resnet50_fpn(weights=None, weights_backbone=None, num_classes=3, trainable_backbone_layers=5)',
  ],
  ['M.detection.maskrcnn_resnet50_fpn(weights=None, weights_backbone=None, num_classes=3)'],
  ['M.detection.keypointrcnn_resnet50_fpn(weights=None, weights_backbone=None, num_keypoints=5)'],
  ['M.detection.retinanet_resnet50_fpn(weights=None, weights_backbone=None, num_classes=7)'],
  ['M.detection.ssd300_vgg16(weights=None, weights_backbone=None, num_classes=7)'],
  [
    "M.detection.backbone_utils.resnet_fpn_backbone('resnet18', weights=None, trainable_layers=2)",
    'torch.randn(1, 3, 64, 96)',
  ],
  [
    "M.detection.backbone_utils.mobilenet_backbone('mobilenet_v2', weights=None, fpn=True)",
    'torch.randn(1, 3, 64, 96)',
  ],
  [
    "M.detection.backbone_utils.resnet_fpn_backbone('resnet50', weights=None, returned_layers=[2,3,4], extra_blocks=torchvision.ops.feature_pyramid_network.LastLevelP6P7(256, 256))",
    'torch.randn(1, 3, 64, 96)',
  ],
  [
    "M._utils.IntermediateLayerGetter(M.resnet18(weights=None), {'layer1': 'a', 'layer3': 'b'})",
    'torch.randn(1, 3, 64, 96)',
  ],
  ["M.get_model('resnet18', weights=None)", 'torch.randn(1, 3, 64, 96)'],
  ["M.get_model_builder('mobilenet_v2')()", 'torch.randn(1, 3, 64, 96)'],
  ['nn.Sequential(*list(M.resnet18(weights=None).children())[:-2])', 'torch.randn(1, 3, 64, 96)'],
  ['torchvision.ops.MLP(8, [16, 4], norm_layer=nn.LayerNorm, dropout=0.1)', 'torch.randn(2, 8)'],
  [
    'torchvision.ops.Conv2dNormActivation(3, 8, kernel_size=5, dilation=2, activation_layer=nn.SiLU)',
    'torch.randn(2, 3, 32, 48)',
  ],
  ['torchvision.ops.Conv3dNormActivation(3, 8, kernel_size=(1, 3, 3), stride=2)', 'torch.randn(2, 3, 8, 32, 48)'],
  ['torchvision.ops.SqueezeExcitation(8, 2)', 'torch.randn(2, 8, 32, 48)'],
  ["torchvision.ops.StochasticDepth(0.2, 'row')", 'torch.randn(2, 8, 32, 48)'],
  ['torchvision.ops.DropBlock2d(0.2, 3)', 'torch.randn(2, 8, 32, 48)'],
  ['torchvision.ops.DeformConv2d(4, 8, 3, padding=1)', 'torch.randn(2, 4, 10, 12), torch.randn(2, 18, 10, 12)'],
  ['torchvision.ops.FrozenBatchNorm2d(7)', 'torch.randn(2, 7, 3, 4)'],
  ['torchvision.ops.Permute([0, 2, 3, 1])', 'torch.randn(2, 7, 3, 4)'],
  [
    'torchvision.ops.RoIAlign((3, 4), 0.5, 2)',
    'torch.randn(1, 7, 20, 20), torch.tensor([[0., 1, 1, 9, 9], [0, 2, 2, 8, 8]])',
  ],
  [
    'torchvision.ops.RoIPool((3, 4), 0.5)',
    'torch.randn(1, 7, 20, 20), torch.tensor([[0., 1, 1, 9, 9], [0, 2, 2, 8, 8]])',
  ],
  [
    'torchvision.ops.PSRoIAlign(2, 0.5, 2)',
    'torch.randn(1, 8, 20, 20), torch.tensor([[0., 1, 1, 9, 9], [0, 2, 2, 8, 8]])',
  ],
  [
    "torchvision.ops.MultiScaleRoIAlign(['0', '1'], 3, 2)",
    "{'0': torch.rand(1, 5, 64, 64), '1': torch.rand(1, 5, 32, 32)}, [torch.tensor([[1., 1, 9, 9], [2, 2, 8, 8]])], [(128, 128)]",
  ],
  ['M.resnet18(weights=None).to(torch.float64)', 'torch.randn(1, 3, 64, 96, dtype=torch.float64)'],
  [
    'torchvision.ops.FeaturePyramidNetwork([10, 20, 30], 5)',
    "{'a': torch.rand(1, 10, 64, 64), 'b': torch.rand(1, 20, 16, 16), 'c': torch.rand(1, 30, 8, 8)}",
  ],
];

export const VARIANTS: readonly Request[] = ROWS.map(([expression, input, training]) => ({
  expression,
  ...(input === undefined ? {} : { input }),
  ...(training === undefined ? {} : { training }),
}));
