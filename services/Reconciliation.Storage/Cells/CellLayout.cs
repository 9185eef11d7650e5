using Npgsql;

namespace Reconciliation.Storage;

/// <summary>One cell: the beneficiaries of one remainder of the hash, and where their rows lie.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Schema">The schema that holds its tables; empty where it has none.</param>
/// <param name="Lignes">Its lines, as the server's statistics or the last analysis count them.</param>
/// <param name="Soins">Its soins, counted so.</param>
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

    // The tables of the cells, each with the number of its cell and the number of cells as the server knows them; none where one cell has
    // all. A table of an installation's own that inherits from one of these is no cell.
    private const string Parties = """
        WITH parties AS (
            SELECT t.relname AS nom, t.oid, c.oid AS partie, s.nspname::text AS schema,
                substring(pg_get_expr(c.relpartbound, c.oid) FROM 'modulus ([0-9]+)')::int AS nombre,
                substring(pg_get_expr(c.relpartbound, c.oid) FROM 'remainder ([0-9]+)')::int AS numero
            FROM pg_class AS t JOIN pg_inherits AS p ON p.inhparent = t.oid
            JOIN pg_class AS c ON c.oid = p.inhrelid JOIN pg_namespace AS s ON s.oid = c.relnamespace
            WHERE t.oid IN (SELECT to_regclass(n) FROM unnest($1) AS n) AND t.relkind = 'p'),
        numeros AS (SELECT generate_series(0, (SELECT max(nombre) FROM parties) - 1) AS numero)
        """;

    // The number of rows is lost where the server was stopped hard, copied, or is a standby: the last analysis told it too.
    private const string List = Parties + """
        , tables AS (
            SELECT n.numero, coalesce(p.schema, '') AS schema, p.nom, p.partie AS oid
            FROM numeros AS n LEFT JOIN parties AS p ON p.numero = n.numero
            UNION ALL SELECT 0, s.nspname::text, t.relname, t.oid
            FROM pg_class AS t JOIN pg_namespace AS s ON s.oid = t.relnamespace
            WHERE t.oid IN (SELECT to_regclass(n) FROM unnest($1) AS n) AND NOT EXISTS (SELECT FROM numeros)),
        rangs AS (
            SELECT t.*, coalesce(nullif(pg_stat_get_live_tuples(t.oid), 0), greatest(c.reltuples, 0)::bigint, 0) AS nombre
            FROM tables AS t LEFT JOIN pg_class AS c ON c.oid = t.oid)
        SELECT numero, string_agg(DISTINCT schema, ', '), coalesce(sum(nombre) FILTER (WHERE nom = 'ligne'), 0)::bigint,
            coalesce(sum(nombre) FILTER (WHERE nom = 'soin'), 0)::bigint, coalesce(sum(pg_total_relation_size(oid)), 0)::bigint
        FROM rangs GROUP BY numero ORDER BY numero
        """;

    // Of every table, and of every index on what stands for all cells, the cells that lack it or have it half built.
    private const string Missing = Parties + """
        SELECT coalesce((SELECT min(schema) FROM parties WHERE numero = n.numero), 'cellule_' || to_char(n.numero, 'FM00')) || '.' || t.nom
        FROM unnest($1) AS t(nom) CROSS JOIN numeros AS n
        WHERE NOT EXISTS (SELECT FROM parties AS p WHERE p.nom = t.nom AND p.numero = n.numero)
        UNION ALL
        SELECT p.schema || '.' || n.relname
        FROM parties AS p JOIN pg_index AS i ON i.indrelid = p.oid JOIN pg_class AS n ON n.oid = i.indexrelid
        WHERE NOT EXISTS (
            SELECT FROM pg_inherits AS h JOIN pg_index AS x ON x.indexrelid = h.inhrelid
            WHERE h.inhparent = i.indexrelid AND x.indrelid = p.partie AND x.indisvalid)
        UNION ALL
        SELECT nom FROM unnest($1) AS t(nom) JOIN pg_class AS c ON c.oid = to_regclass(nom)
        WHERE c.relkind = 'p' AND NOT EXISTS (SELECT FROM numeros)
        ORDER BY 1
        """;

    // On Citus the tables of statements are empty: the rows lie in tables beside them, on the node that holds them. Citus hides those from
    // whoever reads the catalogue, but counts them.
    private const string ListOnNode = """
        WITH tables AS (
            SELECT t.relname AS nom, s.nspname::text AS schema, to_regclass(shard_name(h.logicalrelid, h.shardid)) AS oid
            FROM pg_dist_shard AS h JOIN pg_class AS t ON t.oid = h.logicalrelid JOIN pg_namespace AS s ON s.oid = t.relnamespace
            WHERE t.oid IN (SELECT to_regclass(n) FROM unnest($1) AS n))
        SELECT 0, coalesce(max(schema), ''), coalesce(sum(pg_stat_get_live_tuples(oid)) FILTER (WHERE nom = 'ligne'), 0)::bigint,
            coalesce(sum(pg_stat_get_live_tuples(oid)) FILTER (WHERE nom = 'soin'), 0)::bigint,
            coalesce(sum(pg_total_relation_size(oid)), 0)::bigint
        FROM tables
        """;

    private const string Count = Parties + "SELECT coalesce(max(numero) + 1, 1) FROM numeros";

    /// <summary>The schema of a cell, where there are several.</summary>
    /// <param name="number">The number of the cell.</param>
    internal static string Schema(int number) => $"cellule_{number:00}";

    /// <summary>The number of cells, those included of which tables are missing.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<int> CountAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Count);
        command.Parameters.Add(new() { Value = Tables.ToArray() });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The cells, by number.</summary>
    /// <param name="source">The database, at the server that holds the rows; its schema is up to date.</param>
    /// <param name="isDistributed">Whether its schema is distributed by Citus.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Cell>> ListAsync(
        NpgsqlDataSource source, bool isDistributed, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(isDistributed ? ListOnNode : List);
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
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var statistics = new NpgsqlCommand(
                $"SET LOCAL statement_timeout = 0; ANALYZE {string.Join(", ", Tables)}", connection, transaction)
            { CommandTimeout = 0 };
            await statistics.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
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
