export { painter } from './painter/painter.ts'
