using Npgsql;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Servers;

/// <summary>Tests on a database of their own, with the schema and nothing in it.</summary>
public abstract class DatabaseTest : IAsyncLifetime
{
    /// <summary>The database.</summary>
    private protected TestDatabase OwnDatabase { get; private set; } = null!;

    /// <summary>Connections to the database.</summary>
    protected NpgsqlDataSource Source { get; private set; } = null!;

    /// <summary>Names the database, and holds the password.</summary>
    protected string ConnectionString => OwnDatabase.ConnectionString;

    /// <summary>The template that is cloned.</summary>
    private protected virtual TestTemplate Template => TestInstance.Schema;

    public async Task InitializeAsync()
    {
        OwnDatabase = await TestDatabase.CreateAsync(Template);
        Source = OwnDatabase.CreateSource();
    }

    public async Task DisposeAsync()
    {
        await Source.DisposeAsync();
        await OwnDatabase.DisposeAsync();
    }
}
