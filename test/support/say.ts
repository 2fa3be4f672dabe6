/** Prints lines, each with the seconds since now. */
export function sayer(): (line: string) => void {
  const started = Date.now();
  return (line) => {
    const seconds = ((Date.now() - started) / 1_000).toFixed(0).padStart(5);
    process.stdout.write(`${seconds} s  ${line}\n`);
  };
}
