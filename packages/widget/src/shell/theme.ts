import type { DeviceStorage } from '../draft/device.ts'

export type Theme = 'auto' | 'light' | 'dark'

const key = 'parlor-theme'

export function readTheme(device: DeviceStorage): Theme | undefined {
  const stored = device.getItem(key)
  return stored === 'auto' || stored === 'light' || stored === 'dark' ? stored : undefined
}

export function keepTheme(device: DeviceStorage, theme: Theme): void {
  device.setItem(key, theme)
}
