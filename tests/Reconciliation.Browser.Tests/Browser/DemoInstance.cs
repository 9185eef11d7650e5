using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Tests;

namespace Reconciliation.Browser.Tests.Browser;

/// <summary>
/// An instance with the console and the payments of the demo, so that every situation is there. The demo is fed once a run; the
/// instances of the classes start on copies of that database.
/// </summary>
public sealed class DemoInstance : SharedInstance
{
    private const int Seed = 12_11_2025;

    private static readonly Generator Demo = new(Seed, TimeProvider.System.GetUtcNow());

    private static readonly TestTemplate Filled = new("demo", async connectionString =>
    {
        await using (var source = NpgsqlDataSource.Create(connectionString))
        {
            await Migrator.MigrateAsync(source, default, CellsOfRun.Count);
        }

        await using var instance = await TestInstance.StartAsync(connectionString);
        var publisher = instance.Services.GetRequiredService<PaymentPublisher>();
        await publisher.PublishAsync([.. Demo.Paiements.Select(Message)], "demo", default);
    });

    private static (Part Part, ReadOnlyMemory<byte> Body) Message(PaiementEmis paiement) =>
        (paiement is PaiementRoEmis ? Part.Ro : Part.Complementaire, Encoding.UTF8.GetBytes(StoredJson.Write(paiement)));

    private readonly ConcurrentDictionary<string, Task<string>> _addresses = new();

    private protected override bool Console => true;

    private protected override TestTemplate Template => Filled;

    /// <summary>The cases of the demo and their members.</summary>
    internal static IEnumerable<(string Title, string AdherentId)> Members => Demo.Case.Select(c => (c.Title, c.AdherentId));

    /// <summary>The member of a case of the demo.</summary>
    internal static string Member(string title) => Demo.Case.First(c => c.Title.StartsWith(title, StringComparison.Ordinal)).AdherentId;

    /// <summary>The address of a page, which is looked for once.</summary>
    internal Task<string> AddressAsync(string name, Func<Task<string>> find) => _addresses.GetOrAdd(name, _ => find());
}
