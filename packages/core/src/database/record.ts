import { Model, snakeCaseMappers } from 'objection'

/**
 * What all records share: rows come and go as camelCase fields, while conditions name the columns as they are
 * (`where({ account_id: … })`), since Objection maps values and not identifiers.
 *
 * Fields are `declare`d in each record and queries are given their database: `Photo.query(database.knex)`.
 */
export class Row extends Model {
  static override get columnNameMappers() {
    return snakeCaseMappers()
  }
}
