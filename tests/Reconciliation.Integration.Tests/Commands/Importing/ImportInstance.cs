using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands.Importing;

/// <summary>A whole instance, a folder with files, and the variables of a command that imports these into that.</summary>
public abstract class ImportInstance : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("recon-import-").FullName;

    private protected TestInstance Instance { get; private set; } = null!;

    private protected Dictionary<string, string> Variables { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(TestInstance.Schema);
        var broker = await Broker.VirtualHostAsync();
        Instance = await TestInstance.StartAsync(_database, broker);
        Variables = new() { ["RECONCILIATION_RABBITMQ"] = broker.ToString(), ["RECONCILIATION_POSTGRES"] = _database.ConnectionString };
    }

    public async Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        await Instance.DisposeAsync();
        await _database.DisposeAsync();
    }

    private protected string Write(string name, params string[] lines)
    {
        var file = Path.Combine(Folder, name);
        File.WriteAllText(file, string.Join('\n', lines));
        return file;
    }
}
