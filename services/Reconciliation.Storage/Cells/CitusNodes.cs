using Npgsql;

namespace Reconciliation.Storage;

/// <summary>A node of Citus, as the nodes call each other.</summary>
/// <param name="Host">Its host.</param>
/// <param name="Port">Its port.</param>
public readonly record struct CitusNode(string Host, int Port)
{
    /// <summary>As it is written and read.</summary>
    public override string ToString() => FormattableString.Invariant($"{Host}:{Port}");

    /// <summary>The connection string of a database of the cluster at this node alone.</summary>
    /// <param name="chain">The connection string that names some nodes.</param>
    public string Of(string chain) => new NpgsqlConnectionStringBuilder(chain)
    {
        Host = Host,
        Port = Port,
        TargetSessionAttributes = null,
        LoadBalanceHosts = false,
    }.ConnectionString;
}

/// <summary>Where the schema of an installation lies on Citus.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Coordinator">The node at which tables are changed.</param>
/// <param name="Holder">The node that holds the rows; the coordinator until the schema is distributed.</param>
/// <param name="IsDistributed">Whether the schema is distributed.</param>
/// <param name="Workers">The nodes that may hold it.</param>
public sealed record CitusPlace(
    string Schema, CitusNode Coordinator, CitusNode Holder, bool IsDistributed, IReadOnlyList<CitusNode> Workers);

/// <summary>Reads from the catalogue of Citus, which every node has, where a schema lies.</summary>
public static class CitusNodes
{
    private const string IsCitus = "SELECT to_regclass('pg_catalog.pg_dist_schema') IS NOT NULL";

    private const string Nodes = """
        SELECT n.nodename, n.nodeport, n.groupid = 0, n.shouldhaveshards, coalesce(current_schema()::text, ''),
            n.groupid = (
                SELECT l.groupid FROM pg_dist_schema AS s
                JOIN pg_dist_partition AS p ON p.colocationid = s.colocationid
                JOIN pg_dist_shard AS h ON h.logicalrelid = p.logicalrelid
                JOIN pg_dist_placement AS l ON l.shardid = h.shardid
                WHERE s.schemaid = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) LIMIT 1)
        FROM pg_dist_node AS n WHERE n.isactive AND n.noderole = 'primary'
        ORDER BY n.nodename, n.nodeport
        """;

    /// <summary>Finds where the schema of a database lies.</summary>
    /// <param name="source">The database, at any node.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its place; null: the database is not one of Citus, or no coordinator is known.</returns>
    public static async Task<CitusPlace?> FindAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using (var ask = new NpgsqlCommand(IsCitus, connection))
        {
            if (await ask.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return null;
            }
        }

        await using var command = new NpgsqlCommand(Nodes, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var nodes = await reader.ReadAllAsync(
            r => (
                Node: new CitusNode(r.GetString(0), r.GetInt32(1)), IsCoordinator: r.GetBoolean(2), IsWorker: r.GetBoolean(3),
                Schema: r.GetString(4), Holds: r.IsDBNull(5) ? (bool?)null : r.GetBoolean(5)),
            cancellationToken);
        if (!nodes.Exists(n => n.IsCoordinator))
        {
            return null;
        }

        var coordinator = nodes.Find(n => n.IsCoordinator).Node;
        var isDistributed = nodes.Exists(n => n.Holds == true);
        return new(
            nodes[0].Schema,
            coordinator,
            isDistributed ? nodes.Find(n => n.Holds == true).Node : coordinator,
            isDistributed,
            [.. nodes.Where(n => n.IsWorker).Select(n => n.Node)]);
    }
}
