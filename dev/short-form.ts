/** The line as people read it in a terminal, or null for what is only worth a line in the log file. */
export function shortForm(line: string): string | null {
  const entry = parse(line);
  // Not ours: a stack trace, or something a library prints.
  if (entry === null) return line.trim() === '' ? null : line;
  const level = levelOf(entry);
  if (level === null) return null;
  const { msg, err } = entry as { msg?: unknown; err?: { message?: unknown } };
  return [level, msg, err?.message]
    .filter((part) => typeof part === 'string')
    .join(' ')
    .replaceAll('\n', ' ');
}

function parse(line: string): object | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as object;
  } catch {
    return null;
  }
}

/** pino writes levels as words or as numbers (40 is `warn`). */
function levelOf(entry: { level?: unknown }): 'warn' | 'error' | null {
  if (entry.level === 'warn' || entry.level === 40) return 'warn';
  const isError = entry.level === 'error' || entry.level === 'fatal' || Number(entry.level) >= 50;
  return isError ? 'error' : null;
}
