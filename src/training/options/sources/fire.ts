/** `fire`: what is called takes its arguments from the command line, by the names of its parameters. */
export const fireSource = `from __native__ import unknown, parameters_of, report, is_given
from __options__ import declare, hold
from __words__ import words, literal
def _split(given):
    named, plain, at = {}, [], 0
    while at < len(given):
        word = given[at]
        at += 1
        if word == '--':
            break
        if not word.startswith('-') or word[1:2].isdigit() or word == '-':
            plain.append(word)
            continue
        name, sign, value = word.lstrip('-').partition('=')
        if not sign:
            if at < len(given) and (not given[at].startswith('-') or given[at][1:2].isdigit()):
                value = given[at]
                at += 1
            elif name.startswith('no') and len(name) > 2:
                named[name.replace('-', '_')] = 'True'
                name, value = name[2:], 'False'
            else:
                value = 'True'
        named[name.replace('-', '_')] = value
    return named, plain
def _call(function, named, plain):
    values, takes_rest, names = {}, False, []
    for name, kind, has_default, default in parameters_of(function):
        if kind == 4:
            takes_rest = True
            continue
        if kind == 2:
            continue
        names.append(name)
        key = name if name in named else None
        if key is None and len(name) > 1:
            short = [other for other in named if other == name[0]]
            key = short[0] if short else None
        if key is not None:
            values[name] = literal(named.pop(key))
            is_said = True
        elif plain and kind < 2:
            values[name] = literal(plain.pop(0))
            is_said = True
        else:
            values[name] = default if has_default else unknown(f'--{name} must be given on the command line')
            is_said = False
        declare(name, '--' + name, values[name], is_said, function if not isinstance(function, type) else function.__init__)
        hold(values, name, name)
    for name in list(named):
        if takes_rest:
            values[name] = literal(named.pop(name))
            declare(name, '--' + name, values[name], True, function)
            hold(values, name, name)
        elif name.startswith('no') and name[2:] not in names:
            named.pop(name)
    return function(**values)
def Fire(component=None, command=None, name=None, serialize=None):
    if component is None:
        return unknown('fire.Fire of a whole module')
    if isinstance(command, str):
        given = command.split()
    else:
        given = words() if command is None else [str(word) for word in command]
    named, plain = _split(given)
    for step in range(8):
        if isinstance(component, dict):
            if not plain and len(component) == 1:
                plain = list(component)
            if not plain:
                return unknown('which command is given')
            component = component.get(plain.pop(0).replace('-', '_'))
        elif isinstance(component, type):
            component = _call(component, named, [])
        elif callable(component):
            component = _call(component, named, plain)
            break
        elif plain and component is not None:
            component = getattr(component, plain.pop(0).replace('-', '_'))
        else:
            break
    left = [key for key in named if not (key.startswith('no') and len(key) > 2)]
    if left:
        report('fire: unexpected arguments: ' + ' '.join(left))
    return component
`;
