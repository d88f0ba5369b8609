/** A terminal's last line, redrawn in place below all that is written. */
export interface LiveLine {
  /** Shows a text instead of the one before; null = takes it away. */
  show(text: string | null): void
  /** Writes a text that stays above the line. */
  above(text: string): void
  /** Takes the line away for good. */
  end(): void
}

/** The cursor stays visible, so that nothing has to be put right when the process is killed. */
export function liveLine(write: (text: string) => void): LiveLine {
  let shown = ''
  let isOver = false
  return {
    show(text) {
      const next = isOver ? '' : (text ?? '')
      if (next !== shown) write(`${CLEAR}${next}`)
      shown = next
    },
    above(text) {
      // The line comes back at the next redraw: what is written may not have ended its own.
      if (shown !== '') write(CLEAR)
      shown = ''
      write(text)
    },
    end() {
      if (shown !== '') write(CLEAR)
      shown = ''
      isOver = true
    },
  }
}

/** To the start of the line, and erases it. */
const CLEAR = '\r\u001b[2K'
