import type { StmtNode } from 'py-ast';

/**
 * The syntax tree of Python, with CPython's own names: `nodeType` tells the kind. Nodes are py-ast's: turning the tree of a file into
 * one of our own cost 1 to 8 ms beside 10 ms of parsing (resnet.py of torchvision, 985 lines), so the types pass
 * through here and nobody else imports py-ast. What py-ast leaves open is asked of `literal.ts` and `node-span.ts`.
 */
export type {
  Arguments as PythonParameters,
  ASTNode as PythonNode,
  Comprehension as PythonComprehension,
  Constant as PythonConstant,
  ExprNode as PythonExpression,
  FunctionDef as PythonFunctionDefinition,
  Keyword as PythonKeyword,
  StmtNode as PythonStatement,
} from 'py-ast';

export type PythonPattern = Extract<StmtNode, { nodeType: 'Match' }>['cases'][number]['pattern'];
