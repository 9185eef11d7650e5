using Npgsql;

namespace Reconciliation.Storage;

/// <summary>One cell: the beneficiaries of one remainder of the hash, and where their rows lie.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Schema">The schema that holds its tables.</param>
/// <param name="Lignes">Its lines, as the server's statistics count them.</param>
/// <param name="Soins">Its soins, as the server's statistics count them.</param>
/// <param name="Octets">The bytes of its tables and their indexes on disk.</param>
public sealed record Cell(int Number, string Schema, long Lignes, long Soins, long Octets);

/// <summary>
/// The cells of a database. A cell holds all lines, soins, décisions and ties of its beneficiaries, in tables of its own; the hash of a
/// beneficiary's number says which. Of one cell the tables are those of the product's schema. Of several the same names stand for all of
/// them: the server finds the cell of a row that is written or read, and asks all where the beneficiary is not known. So no statement
/// names a cell.
/// </summary>
/// <remarks>
/// The hash is the server's own: that by which it parts tables (<c>PARTITION BY HASH</c>) on the bytes of the text in the database's
/// encoding. It is part of the format of its files, and so stays as it is from version to version.
/// </remarks>
public static class CellLayout
{
    /// <summary>The most cells: each is a table more to ask for whatever names no beneficiary.</summary>
    public const int CellsMax = 64;

    /// <summary>
    /// The tables of a cell: those that grow with payments, and hold in each row whose it is. The journal is none of them: it is one order
    /// of all versions, kept by month, and each month of each cell would be opened by all who follow it.
    /// </summary>
    internal static readonly IReadOnlyList<string> Tables = ["ligne", "soin", "decision", "lien", "ligne_non_rattachee"];

    // A database that was not parted has one cell, in the schema of the product.
    private const string List = """
        WITH cellules AS (
            SELECT coalesce(substring(s.nspname FROM '^cellule_([0-9]+)$')::int, 0) AS numero, s.nspname AS schema, s.oid
            FROM pg_class AS c
            LEFT JOIN pg_inherits AS p ON p.inhparent = c.oid
            JOIN pg_class AS t ON t.oid = coalesce(p.inhrelid, c.oid)
            JOIN pg_namespace AS s ON s.oid = t.relnamespace
            WHERE c.oid = 'soin'::regclass)
        SELECT l.numero, l.schema::text,
            coalesce(sum(pg_stat_get_live_tuples(t.oid)) FILTER (WHERE t.relname = 'ligne'), 0)::bigint,
            coalesce(sum(pg_stat_get_live_tuples(t.oid)) FILTER (WHERE t.relname = 'soin'), 0)::bigint,
            coalesce(sum(pg_total_relation_size(t.oid)), 0)::bigint
        FROM cellules AS l
        LEFT JOIN pg_class AS t ON t.relnamespace = l.oid AND t.relkind = 'r' AND t.relname = ANY ($1)
        GROUP BY 1, 2 ORDER BY 1
        """;

    // Of every table of a cell, and of every index on what stands for all cells, the cells that lack it or have it half built.
    private const string Missing = """
        WITH cellules AS (
            SELECT t.relname AS nom, t.oid, p.inhrelid AS partie, s.nspname AS schema
            FROM pg_class AS t JOIN pg_inherits AS p ON p.inhparent = t.oid
            JOIN pg_class AS c ON c.oid = p.inhrelid JOIN pg_namespace AS s ON s.oid = c.relnamespace
            WHERE t.relnamespace = current_schema()::regnamespace AND t.relname = ANY ($1))
        SELECT s.schema || '.' || t.nom
        FROM unnest($1) AS t(nom) CROSS JOIN (SELECT DISTINCT schema FROM cellules) AS s
        WHERE NOT EXISTS (SELECT FROM cellules AS c WHERE c.nom = t.nom AND c.schema = s.schema)
        UNION ALL
        SELECT c.schema || '.' || n.relname
        FROM cellules AS c JOIN pg_index AS i ON i.indrelid = c.oid JOIN pg_class AS n ON n.oid = i.indexrelid
        WHERE NOT EXISTS (
            SELECT FROM pg_inherits AS h JOIN pg_index AS x ON x.indexrelid = h.inhrelid
            WHERE h.inhparent = i.indexrelid AND x.indrelid = c.partie AND x.indisvalid)
        ORDER BY 1
        """;

    private const string Count = "SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass('soin')";

    /// <summary>The schema of a cell, where there are several.</summary>
    /// <param name="number">The number of the cell.</param>
    internal static string Schema(int number) => $"cellule_{number:00}";

    /// <summary>The number of cells.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<int> CountAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Count);
        return Math.Max(1, (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <summary>The cells, by number.</summary>
    /// <param name="source">The database; its schema is up to date.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Cell>> ListAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(List);
        command.Parameters.Add(new() { Value = Tables.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(
            r => new Cell(r.GetInt32(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4)), cancellationToken);
    }

    /// <summary>
    /// Gathers statistics of what stands for all cells: for the cells themselves the server does it. Of one cell nothing is to be done.
    /// </summary>
    /// <param name="source">The database, as its owner.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task AnalyseAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        if (await CountAsync(source, cancellationToken) > 1)
        {
            await using var statistics = source.CreateCommand($"ANALYZE {string.Join(", ", Tables)}");
            statistics.CommandTimeout = 0;
            await statistics.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>The tables and indexes that cells lack; none: they are whole, or the database has one cell.</summary>
    /// <param name="source">The database; its schema is up to date.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<string>> MissingAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Missing);
        command.Parameters.Add(new() { Value = Tables.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(r => r.GetString(0), cancellationToken);
    }
}
