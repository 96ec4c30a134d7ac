import { Model, snakeCaseMappers, type Pojo } from 'objection'

/**
 * What all records share: rows come and go as camelCase fields, while conditions name the columns as they are
 * (`where({ account_id: … })`), since Objection maps values and not identifiers.
 *
 * Fields are `declare`d in each record and queries are given their database: `Photo.query(database.knex)`.
 */
export class Row extends Model {
  /**
   * Fields that are jsonb. Not Objection's `jsonAttributes`: that writes a text as it is, which is no JSON, and
   * reads a text of digits as a number; pg has parsed what comes back already.
   */
  static jsonFields: readonly string[] = []

  static override get columnNameMappers() {
    return snakeCaseMappers()
  }

  override $formatDatabaseJson(json: Pojo): Pojo {
    const { jsonFields } = this.constructor as typeof Row // how Objection finds its own statics
    const formatted = { ...json }
    for (const field of jsonFields) {
      const value: unknown = json[field]
      if (value !== undefined && value !== null) formatted[field] = JSON.stringify(value)
    }
    return super.$formatDatabaseJson(formatted)
  }
}
