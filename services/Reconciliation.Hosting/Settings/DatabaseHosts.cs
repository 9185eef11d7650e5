using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Hosting;

/// <summary>
/// The server of a database, or several of which one at a time is the primary and holds the rows. With several each connection goes to
/// that one, so that neither a promotion nor a move of the rows needs a person: none of them need be named anew.
/// </summary>
public sealed class DatabaseHosts : IAsyncDisposable
{
    /// <summary>With several servers: the time for which the found role of each server is believed, in seconds.</summary>
    public const int HostRecheckSeconds = 1;

    /// <summary>
    /// With several servers: the longest time of connecting, in seconds. A server that hangs is tried before those behind it in the list.
    /// </summary>
    public const int ConnectTimeoutSeconds = 2;

    /// <summary>
    /// The time without a byte after which the other end of a connection is asked whether it is there, and the time between two such
    /// questions, in seconds. A commit has no time limit: without them it would wait for ever for a machine whose power failed.
    /// </summary>
    public const int KeepAliveTimeSeconds = 3, KeepAliveIntervalSeconds = 1;

    // Keywords that the operator gives in the connection string are left as they are.
    private static readonly Dictionary<string, object> OfEach = new()
    {
        [nameof(NpgsqlConnectionStringBuilder.MaxPoolSize)] = Database.ConnectionsMax,
        [nameof(NpgsqlConnectionStringBuilder.MaxAutoPrepare)] = 40,
        [nameof(NpgsqlConnectionStringBuilder.CommandTimeout)] = Database.CommandTimeoutSeconds,
        [nameof(NpgsqlConnectionStringBuilder.ReadBufferSize)] = Database.BufferBytes,
        [nameof(NpgsqlConnectionStringBuilder.WriteBufferSize)] = Database.BufferBytes,
        [nameof(NpgsqlConnectionStringBuilder.TcpKeepAlive)] = true,
        [nameof(NpgsqlConnectionStringBuilder.TcpKeepAliveTime)] = KeepAliveTimeSeconds,
        [nameof(NpgsqlConnectionStringBuilder.TcpKeepAliveInterval)] = KeepAliveIntervalSeconds,
    };

    private static readonly Dictionary<string, object> OfSeveral = new()
    {
        [nameof(NpgsqlConnectionStringBuilder.HostRecheckSeconds)] = HostRecheckSeconds,
        [nameof(NpgsqlConnectionStringBuilder.Timeout)] = ConnectTimeoutSeconds,
    };

    private readonly NpgsqlMultiHostDataSource? _several;

    /// <param name="chain">The Npgsql connection string.</param>
    /// <param name="name">The name of the pool in metrics.</param>
    /// <param name="target">The kind of server to connect to among several, unless the connection string says.</param>
    /// <param name="variable">The variable that holds the connection string.</param>
    /// <param name="role">The part that the process plays, by which the server's sessions are named.</param>
    /// <exception cref="StartupRefusedException">It is no connection string.</exception>
    public DatabaseHosts(
        string chain, string name, TargetSessionAttributes target, string variable = "RECONCILIATION_POSTGRES", string role = "recon")
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(chain);
            if (settings.Host?.Contains(',', StringComparison.Ordinal) == true)
            {
                Target = target = Find(settings.TargetSessionAttributes) ?? target;
                settings.TargetSessionAttributes = null;
                SetUnlessGiven(settings, OfSeveral);
            }

            SetUnlessGiven(settings, OfEach);
            ConnectionsMax = settings.MaxPoolSize;
            SetUnlessGiven(
                settings, new() { [nameof(settings.ApplicationName)] = ProcessName.OfPool(role, ConnectionsMax) });

            // Parameters of statements are member data: they are never logged, nor put into the text of an exception. The tables have
            // types of PostgreSQL alone: to look for others takes the server 40 ms of processor at each start.
            var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name }.EnableParameterLogging(false)
                .ConfigureTypeLoading(types => types.EnableTypeLoading(false))
                .UsePhysicalConnectionInitializer(c => BeginAsync(c).GetAwaiter().GetResult(), BeginAsync);
            _several = AreSeveral ? builder.BuildMultiHost() : null;
            Source = _several?.WithTargetSession(target) ?? builder.Build();
        }
        catch (ArgumentException)
        {
            throw new StartupRefusedException(
                $"{variable} must be an Npgsql connection string, such as Host=…;Username=…;Database=….");
        }
    }

    /// <summary>Whether the connection string names several servers.</summary>
    public bool AreSeveral => Target is not null;

    /// <summary>The kind of server to connect to among several; null: there is one server.</summary>
    public TargetSessionAttributes? Target { get; }

    /// <summary>The most connections of the pool; without pooling nothing bounds them, and this is what is reckoned with.</summary>
    public int ConnectionsMax { get; }

    /// <summary>The pool.</summary>
    public NpgsqlDataSource Source { get; }

    // A server among several that passes statements on to the one that holds the rows is left for the next.
    private async Task BeginAsync(NpgsqlConnection connection)
    {
        if (AreSeveral)
        {
            await RowsHere.RequireAsync(connection, CancellationToken.None);
        }

        await Dictionnaires.LearnAsync(connection);
    }

    /// <summary>Forgets which server was the primary, and which did not answer: the next connection asks.</summary>
    public void AskAgain() => _several?.ClearDatabaseStates();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        if (_several is not null)
        {
            await _several.DisposeAsync();
        }
    }

    // By the words of libpq, which have hyphens.
    private static TargetSessionAttributes? Find(string? text) =>
        text is null ? null : Enum.Parse<TargetSessionAttributes>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    // A keyword has several spellings, of which a builder keeps one.
    private static void SetUnlessGiven(NpgsqlConnectionStringBuilder settings, Dictionary<string, object> defaults)
    {
        var given = settings.Keys.Cast<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (keyword, value) in defaults)
        {
            if (!given.Overlaps(new NpgsqlConnectionStringBuilder { [keyword] = value }.Keys.Cast<string>()))
            {
                settings[keyword] = value;
            }
        }
    }
}
