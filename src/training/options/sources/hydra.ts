/** `hydra`: configurations put together from files in groups, and overridden on the command line. */
export const hydraSource = `from __native__ import unknown, report, read_file, is_readable, parse_yaml, as_setting, note_setting
from __options__ import folder_of
from __words__ import words
from omegaconf import OmegaConf, DictConfig, ListConfig, _wrap
from hydra import utils
_folder, _name = None, None
def _load(folder, name):
    base = f'{folder}/{name}'
    for path in ((base,) if base.endswith('.yaml') else (base + '.yaml', base + '.yml')):
        if is_readable(path):
            value = parse_yaml(read_file(path), True, True)
            return {} if value is None else value
    return None
def _put(into, other):
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _put(into[key], value)
        else:
            into[key] = _own(value) if isinstance(value, dict) else value
            as_setting(into, key, other)
def _own(value):
    made = {}
    _put(made, value)
    return made
def _at(config, package):
    for part in package.split('.') if package else ():
        if not isinstance(config.get(part), dict):
            config[part] = {}
        config = config[part]
    return config
def _note(config, prefix):
    for key, value in config.items():
        if isinstance(value, dict):
            _note(value, f'{prefix}{key}.')
        else:
            note_setting(config, key, f'{prefix}{key}', value, False)
def _choices(listed, choices):
    for item in listed if isinstance(listed, list) else ():
        if not isinstance(item, dict):
            yield None, item, None
            continue
        for key, name in item.items():
            is_override = key.startswith('override ')
            key = key.removeprefix('override ').removeprefix('optional ').strip()
            group, sign, package = key.partition('@')
            if is_override:
                choices.setdefault(group.lstrip('/'), name)
                continue
            yield group, name, package if sign else None
def _compose(root, folder, name, choices, package, depth, into):
    loaded = _load(f'{root}/{folder}' if folder else root, name)
    if loaded is None or depth > 12:
        report(f'hydra: the configuration {folder + "/" if folder else ""}{name} is not found')
        into['__missing__'] = into.get('__missing__', []) + [package]
        return
    if not isinstance(loaded, dict):
        return
    listed = loaded.pop('defaults', [])
    is_put = False
    listed = list(_choices(listed, choices))
    for group, item, target in listed:
        if group is None and item == '_self_':
            _put(_at(into, package), loaded)
            is_put = True
        elif group is None:
            inner = item if not item.startswith('/') else item[1:]
            home = folder if not item.startswith('/') else ''
            _compose(root, home, inner, choices, package, depth + 1, into)
        elif not group.startswith('hydra/') and group != 'hydra':
            full = group[1:] if group.startswith('/') else (f'{folder}/{group}' if folder else group)
            if target is None:
                place = full.replace('/', '.')
            else:
                place = '' if target == '_global_' else target.replace('_here_', package).removeprefix('_global_.')
                if not target.startswith('_global_') and package and target != '_here_':
                    place = f'{package}.{target}'
            chosen = choices.pop(full) if full in choices else item
            if chosen is None or chosen == 'null':
                continue
            for part in chosen if isinstance(chosen, list) else [chosen]:
                if part == '???':
                    into['__missing__'] = into.get('__missing__', []) + [place]
                else:
                    part = str(part)
                    _compose(root, full, part.removesuffix('.yaml'), choices, place, depth + 1, into)
    if not is_put:
        _put(_at(into, package), loaded)
def _value(text):
    return parse_yaml(text, True) if text != '' else ''
def _resolve(node, root, depth=0):
    for key in list(node) if isinstance(node, dict) else range(len(node)):
        value = node[key]
        if isinstance(value, (dict, list)):
            _resolve(value, root, depth + 1)
        elif isinstance(value, str) and '\${' in value:
            node[key] = _interpolate(value, root, 0)
def _interpolate(text, root, depth):
    start = text.find('\${')
    end = text.find('}', start)
    name = text[start + 2:end]
    if depth > 8 or end < 0 or ':' in name or '\${' in name or name.startswith('.'):
        return text
    found = root
    for part in name.split('.'):
        if not isinstance(found, dict) or part not in found:
            return text
        found = found[part]
    if isinstance(found, str) and '\${' in found:
        found = _interpolate(found, root, depth + 1)
    if start == 0 and end == len(text) - 1:
        return found
    if isinstance(found, (dict, list)):
        return text
    made = text[:start] + str(found) + text[end + 1:]
    return _interpolate(made, root, depth + 1) if '\${' in made else made
def _build(root, name, overrides):
    choices, values = {}, []
    for word in overrides:
        if word.startswith('-'):
            continue
        key, sign, text = word.partition('=')
        plain = key.lstrip('+~')
        group, _, package = plain.partition('@')
        if key.startswith('~'):
            values.append((plain, None, True))
        elif sign and '.' not in group and (is_readable(f'{root}/{group}/{text}.yaml') or is_readable(f'{root}/{group}/{text}.yml')):
            choices[group] = text
            if key.startswith('+'):
                values.append((group, text, None))
        elif sign and not plain.startswith('hydra.') and not plain.startswith('hydra/'):
            values.append((plain, text, False))
    config = {}
    added = [(group, text) for group, text, how in values if how is None]
    if name is not None:
        _compose(root, '', name.removesuffix('.yaml'), choices, '', 0, config)
    for group, text in added:
        _compose(root, group, text, {}, group.replace('/', '.'), 0, config)
    missing = config.pop('__missing__', [])
    if '' in missing:
        return unknown(f'the configuration {name} of hydra')
    config.pop('hydra', None)
    given = []
    for key, text, is_removed in values:
        if is_removed is None:
            continue
        before, _, last = key.rpartition('.')
        holder = _at(config, before)
        if is_removed:
            holder.pop(last, None)
        else:
            value = _value(text)
            holder[last] = value
            given.append((holder, last, key, value))
    _resolve(config, config)
    _note(config, '')
    for holder, last, key, value in given:
        note_setting(holder, last, key, value, True)
    made = _wrap(config)
    for package in missing:
        before, _, last = package.rpartition('.')
        holder = made
        for part in before.split('.') if before else ():
            holder = holder.setdefault(part, DictConfig())
        holder[last] = unknown(f'the configuration {package}')
    return made
def _main_words():
    name, folder, rest, at, given = None, None, [], 0, words()
    while at < len(given):
        word = given[at]
        at += 1
        key, sign, value = word.partition('=')
        if key in ('--config-name', '-cn', '--config-path', '-cp', '--config-dir', '-cd'):
            if not sign and at < len(given):
                value = given[at]
                at += 1
            if key in ('--config-name', '-cn'):
                name = value
            elif key in ('--config-path', '-cp'):
                folder = value
        else:
            rest.append(word)
    return name, folder, rest
def main(config_path=None, config_name=None, version_base=None):
    def decorate(function):
        def run(*args, **kwargs):
            if args:
                return function(*args, **kwargs)
            name, folder, rest = _main_words()
            folder = config_path if folder is None else folder
            root = folder_of(function)
            if folder is not None and folder != '.':
                root = folder if folder.startswith('/') else f'{root}/{folder}' if root else folder
            return function(_build(_plain(root), config_name if name is None else name, rest))
        run.__wrapped__ = function
        return run
    return decorate
def _plain(path):
    parts = []
    for part in path.split('/'):
        if part == '..' and parts and parts[-1] != '..':
            parts.pop()
        elif part not in ('.', ''):
            parts.append(part)
    return ('/' if path.startswith('/') else '') + '/'.join(parts)
class _Initialized:
    def __enter__(self): return self
    def __exit__(self, *args): pass
def initialize(config_path=None, job_name=None, version_base=None, caller_stack_depth=1):
    global _folder
    _folder = _plain(f'{folder_of(None)}/{config_path or ""}')
    return _Initialized()
def initialize_config_dir(config_dir, job_name=None, version_base=None):
    global _folder
    _folder = config_dir
    return _Initialized()
def compose(config_name=None, overrides=(), return_hydra_config=False, strict=None):
    if _folder is None:
        return unknown('where the configurations of hydra are')
    return _build(_folder, config_name, overrides)
def __getattr__(key):
    if key.startswith('__'):
        raise AttributeError(key)
    return unknown(f'hydra.{key} is not followed')
`;

/** `hydra.utils`: objects made of what a configuration says. */
export const hydraUtilsSource = `from __native__ import unknown, import_module, as_setting
from functools import partial
def get_object(path):
    module, _, name = path.rpartition('.')
    if not module:
        return import_module(path)
    return getattr(import_module(module), name)
get_class = get_method = get_static_method = get_object
def _made(value, is_deep):
    if isinstance(value, dict):
        return instantiate(value) if is_deep and '_target_' in value else value
    if isinstance(value, list):
        return [_made(item, is_deep) for item in value]
    return value
def instantiate(config, *args, **kwargs):
    if config is None:
        return None
    if isinstance(config, list):
        return [_made(item, True) for item in config]
    if not isinstance(config, dict) or '_target_' not in config and '_target_' not in kwargs:
        return config if isinstance(config, dict) else unknown('instantiate of what is no configuration')
    is_deep = kwargs.pop('_recursive_', config.get('_recursive_', True))
    is_partial = kwargs.pop('_partial_', config.get('_partial_', False))
    kwargs.pop('_convert_', None)
    values = {}
    for key, value in config.items():
        if key in ('_recursive_', '_partial_', '_convert_', '_target_', '_args_'):
            continue
        values[key] = _made(value, is_deep)
        as_setting(values, key, config)
    for key, value in kwargs.items():
        if key != '_target_':
            values[key] = value
    target = kwargs.get('_target_', config.get('_target_'))
    target = get_object(target) if isinstance(target, str) else target
    args = [*_made(config.get('_args_', []), is_deep), *args]
    if is_partial:
        return partial(target, *args, **values)
    return target(*args, **values)
call = instantiate
def to_absolute_path(path): return path
def get_original_cwd(): return unknown('where the program was started')
def __getattr__(key):
    if key.startswith('__'):
        raise AttributeError(key)
    return unknown(f'hydra.utils.{key} is not followed')
`;
