/** Python's `ast`, of which programs that take settings use one function. */
export const astSource = `from __native__ import unknown, literal_eval
def __getattr__(key):
    if key.startswith('__'):
        raise AttributeError(key)
    return unknown(f'ast.{key} is not followed')
`;
