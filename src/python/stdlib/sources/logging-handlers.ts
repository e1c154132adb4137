/** Python's `logging.handlers`, as far as models use it. */
export const loggingHandlersSource = `from logging import Handler
RotatingFileHandler = TimedRotatingFileHandler = QueueHandler = Handler
`;
