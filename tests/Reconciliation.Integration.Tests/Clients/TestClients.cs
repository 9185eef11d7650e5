using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Client;
using Reconciliation.Contracts;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Clients;

/// <summary>The typed client as a program registers it, and the records that it sends.</summary>
internal static class TestClients
{
    /// <summary>The services of a program that calls one address, with a token of some scopes.</summary>
    public static ServiceProvider Services(Uri address, params string[] scopes) => Services(address, _ => { }, scopes);

    /// <summary>The same with more options.</summary>
    public static ServiceProvider Services(Uri address, Action<ReconciliationClientOptions> more, params string[] scopes) =>
        new ServiceCollection().AddReconciliationClient(o =>
        {
            o.Adresse = address;
            o.Jeton = _ => ValueTask.FromResult(TestInstance.Token(null, scopes));
            o.PauseMax = TimeSpan.FromMilliseconds(50);
            more(o);
        }).Services.BuildServiceProvider();

    /// <summary>A line of the régime obligatoire.</summary>
    public static PaiementRoEmis Ro(string adherent, int ordre = 1) =>
        JsonSerializer.Deserialize(PaymentRecords.Ro(adherent, ordre).ToJsonString(), ContratsJson.Lisible.PaiementRoEmis)!;

    /// <summary>The complementary line that completes it.</summary>
    public static PaiementComplementaireEmis Complementaire(string adherent, int ordre = 1) => JsonSerializer.Deserialize(
        PaymentRecords.Complementaire(adherent, ordre).ToJsonString(), ContratsJson.Lisible.PaiementComplementaireEmis)!;

    /// <summary>Every element, in its order.</summary>
    public static async Task<List<T>> AllAsync<T>(IAsyncEnumerable<T> elements)
    {
        var all = new List<T>();
        await foreach (var element in elements)
        {
            all.Add(element);
        }

        return all;
    }

    /// <summary>Two lines that nothing ties are two soins.</summary>
    public static async Task PayTwoAsync(TestInstance instance, string member)
    {
        await instance.RoAsync(PaymentRecords.Ro(member));
        await instance.ComplementairesAsync(
            PaymentRecords.Complementaire(member).With("professionnelId", "10009999999").With("montantRoDeclare", null)
                .With("depense", 41.00m));
    }

    /// <summary>An agent says that a member's two soins are one: the younger is told as replaced.</summary>
    public static async Task MergeAsync(TestInstance instance, string member)
    {
        await using var services = Services(instance.Address, Scopes.Support);
        var client = services.GetRequiredService<ReconciliationClient>();
        var soins = await AllAsync(client.SoinsAsync(member));
        Assert.Equal(2, soins.Count);
        var lines = await Task.WhenAll(soins.Select(s => client.LignesAsync(s.SoinId)));
        var seen = (await client.LireSoinAsync(soins[0].SoinId))!;
        await client.DeciderAsync(
            soins[0].SoinId,
            new()
            {
                Type = TypeDeDecision.Lier,
                Motif = "Une seule consultation.",
                Lignes = [.. lines.SelectMany(l => l).Select(l => new LigneVisee(l.Part, l.Source, l.Ligne))],
            },
            seen.ETag!);
        Assert.Single(await AllAsync(client.SoinsAsync(member)));
    }

    /// <summary>A server that answers as a test says: what stands between, or a service that misbehaves.</summary>
    public static async Task<TestServer> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new(app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
    }
}

/// <summary>A server of the test's own.</summary>
internal sealed record TestServer(WebApplication App, Uri Address) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => App.DisposeAsync();
}
