import { SelectField } from '../../../ui/Field.js';
import { Segmented } from '../../../ui/Segmented.js';
import { usePhone } from '../../../ui/use-phone.js';
import { type ChartView, fitsMonthly } from '../chart-view.js';
import { type Preset, PRESETS } from '../search.js';
import { useRevenueSearch } from '../use-revenue-search.js';

export const BY_MONTH_ONLY = 'RevenueCat gives this by month.';

const LABELS: Readonly<Record<Preset, { short: string; long: string }>> = {
  '7d': { short: '7 d', long: '7 days' },
  '28d': { short: '28 d', long: '28 days' },
  '90d': { short: '90 d', long: '90 days' },
  '12m': { short: '12 m', long: '12 months' },
};

/** The usual ranges: a bar, on phones a menu. */
export function PresetRange({ view }: { readonly view: ChartView }) {
  const { change } = useRevenueSearch();
  const phone = usePhone();
  const choose = (range: string) => change({ range, resolution: undefined });
  const possible = PRESETS.filter((preset) => !view.wording.monthly || fitsMonthly(preset));
  if (phone) {
    const custom = view.preset === 'custom' ? [{ value: 'custom', label: 'Own range' }] : [];
    return (
      <SelectField
        inline
        label="Range"
        value={view.preset}
        options={[...custom, ...possible.map((preset) => ({ value: preset, label: LABELS[preset].long }))]}
        onChange={choose}
      />
    );
  }
  return (
    <Segmented<Preset>
      label="Range"
      value={view.preset === 'custom' ? null : view.preset}
      options={PRESETS.map((preset) => ({
        value: preset,
        label: LABELS[preset].short,
        disabledReason: possible.includes(preset) ? null : BY_MONTH_ONLY,
      }))}
      onChange={choose}
    />
  );
}
