import type { Framework } from './framework.js';

/** timm: `NativeScaler` goes backward and steps; all else of it is known by name (`recognise/timm.ts`). From knowledge, not looked up. */
const SOURCE = `import torch
from __native__ import same as _same

class NativeScaler:
    __module__ = 'timm.utils'
    state_dict_key = 'amp_scaler'
    def __init__(self, device='cuda'): pass
    def __call__(self, loss, optimizer, clip_grad=None, clip_mode='norm', parameters=None, create_graph=False, need_update=True):
        loss.backward()
        if need_update is False: return
        if not _same(clip_grad, None):
            if clip_mode == 'value': torch.nn.utils.clip_grad_value_(parameters, clip_grad)
            else: torch.nn.utils.clip_grad_norm_(parameters, clip_grad)
        optimizer.step()
    def state_dict(self): return {}
    def load_state_dict(self, state): pass
`;

export const TIMM: Framework = {
  name: 'timm',
  style: 'plain',
  modules: ['timm.utils', 'timm.utils.cuda', 'timm.utils.random'],
  source: SOURCE,
};
