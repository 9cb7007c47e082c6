/** Icons that nobody sees before something was done, drawn as the others are; see {@link createOnDemand}. */
export const rareDrawings = {
  info: 'M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8m6-.6v3.4M8 5v.1',
  eyeOff:
    'M3.8 4.6A9.7 9.7 0 0 0 1.5 8S3.8 12.5 8 12.5a6.3 6.3 0 0 0 3-.8M6.3 3.7A6 6 0 0 1 8 3.5C12.2 3.5 14.5 8 14.5 8a11 11 0 0 1-1.4 2M2.5 2.5l11 11',
  lock: 'M4.5 7h7A1.5 1.5 0 0 1 13 8.5V12a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 12V8.5A1.5 1.5 0 0 1 4.5 7m.7 0V5.2a2.8 2.8 0 0 1 5.6 0V7',
  plus: 'M8 3.5v9M3.5 8h9',
  cross: 'm4 4 8 8M12 4l-8 8',
};
