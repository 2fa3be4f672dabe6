/**
 * The day of the newest run that has read a chart by product: until then a product without a row has sold nothing, since
 * the worker keeps no zeros. Beside `account (id)` and `metric (name, currency)`, where `$1` is the project; `currency`
 * is '' for counts.
 */
export const READ_BY_PRODUCT = `
  select as_of
    from sync_runs
   where project_id = $1 and account_id = account.id and status in ('complete', 'partial')
     and metric.currency in ('', sync_runs.currency)
     and metrics @> jsonb_build_array(
           jsonb_build_object('metric', metric.name || '_by_product', 'status', 'ok'))
   order by started_at desc
   limit 1`;
