import { Clock } from 'lucide-react';

import type { CountedLayer, Summary, Tile } from '../../../api/types.js';
import { formatDay, formatMonth, utcDayOf } from '../../../format/days.js';
import { formatValue } from '../../../format/value.js';
import { IconButton } from '../../../ui/IconButton.js';
import { Moment } from '../../../ui/Moment.js';
import { Popover } from '../../../ui/Popover.js';
import { When } from '../../../ui/Sentence.js';
import { useNow } from '../../../ui/use-now.js';
import { isRunning, type MetricWording } from '../../../wording/metrics.js';
import { behindIn } from './behind.js';
import { reachOf } from './compared-days.js';
import { partsInWords } from './parts-in-words.js';
import styles from './Tiles.module.css';
import { CHOOSE_ONE, whyEmpty } from './why-empty.js';

interface TileDetailsProps {
  readonly wording: MetricWording;
  readonly tile: Tile;
  readonly summary: Summary;
  readonly layer: CountedLayer;
}

/** Age, source, formula and parts of a number, behind its clock. */
export function TileDetails({ wording, tile, summary, layer }: TileDetailsProps) {
  const currency = tile.currency ?? summary.currency;
  const day = wording.monthly ? formatMonth : formatDay;
  const today = utcDayOf(useNow());
  const refreshed = tile.by_account.flatMap(({ last_published_at: at }) => at ?? []).toSorted()[0];
  const parts = partsInWords(tile.parts);
  const { value_complete_days: complete = null, complete_days_as_of: completeDay = null } = tile;
  const without = summary.missing
    .filter(({ metrics }) => metrics.includes(tile.metric))
    .map(({ account_id }) => nameOf(layer, account_id));
  return (
    <Popover
      label={`About ${wording.label}`}
      align="end"
      reading
      trigger={
        <IconButton
          icon={Clock}
          tooltip={false}
          label={`Age and source of ${wording.label}`}
          className={styles.clock}
        />
      }
    >
      <div className={styles.details}>
        <p>
          <strong>{formatValue(tile.value, tile.unit, currency)}</strong>
          {tile.as_of !== null &&
            `, ${isRunning(wording) ? reachOf(tile, tile.as_of, today) : day(tile.as_of)}`}
        </p>
        {parts !== null && <p>{parts}</p>}
        {tile.value === null && whyEmpty(tile, summary) === CHOOSE_ONE && (
          <p>Cannot be combined for several accounts. Choose one.</p>
        )}
        {complete !== null && completeDay !== null && (
          <p>
            {formatValue(complete, tile.unit, currency)} in complete days up to {formatDay(completeDay)}; the
            change compares these.
          </p>
        )}
        <p className={styles.muted}>
          {tile.lineage.formula} RevenueCat’s chart <code>{tile.lineage.chart}</code>.
        </p>
        {refreshed !== undefined && (
          <p className={styles.muted}>
            Refreshed <Moment at={refreshed} />
          </p>
        )}
        {behindIn(tile, summary).map(({ account_id, last_published_at: at }) => (
          <p key={account_id}>
            RevenueCat has not given {wording.name} of {nameOf(layer, account_id)} since <When at={at} />.
          </p>
        ))}
        {without.length > 0 && (
          <p>
            Without {without.join(', ')}, which {without.length === 1 ? 'has' : 'have'} no {wording.name} yet.
          </p>
        )}
        {tile.by_account.length > 1 && (
          <dl className={styles.accounts}>
            {tile.by_account.map(({ account_id, value, as_of }) => (
              <div key={account_id}>
                <dt>{nameOf(layer, account_id)}</dt>
                <dd>
                  {formatValue(value, tile.unit, currency)} <span className={styles.muted}>{day(as_of)}</span>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </Popover>
  );
}

const nameOf = (layer: CountedLayer, accountId: string): string =>
  layer.accounts.find(({ id }) => id === accountId)?.revenuecat_project.name ?? accountId;
