using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Npgsql;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>
/// Secrets come from the environment or from files, and leave by no way: not even with wrong ones and every log turned up. Nor do the
/// numbers of members.
/// </summary>
public sealed class SecretsTests : IDisposable
{
    private const string Password = "mot-de-passe-4Xq7";

    private static readonly Dictionary<string, string> Loud = new()
    {
        ["Logging__LogLevel__Default"] = "Trace",
        ["Logging__LogLevel__Microsoft"] = "Trace",
        ["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace",
        ["Logging__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics"] = "Trace",
        ["Logging__LogLevel__Microsoft.AspNetCore.Server.Kestrel"] = "Trace",
        ["Logging__LogLevel__Npgsql"] = "Trace",
        ["Logging__LogLevel__Npgsql.Command"] = "Trace",
        ["Logging__LogLevel__MassTransit"] = "Trace",
        ["Logging__LogLevel__MassTransit.ReceiveTransport"] = "Trace",
        ["Logging__Console__LogLevel__Default"] = "Trace",
        ["RECONCILIATION_Logging__LogLevel__Default"] = "Trace",
        ["ASPNETCORE_DETAILEDERRORS"] = "true",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
    };

    private readonly string _state = Directory.CreateTempSubdirectory("recon-etat-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [SkippableTheory]
    [InlineData("api")]
    [InlineData("engine")]
    [InlineData("migrate")]
    public async Task Refused_by_the_database_nothing_of_the_credentials_is_written(string command)
    {
        var server = new NpgsqlConnectionStringBuilder((await TestServers.PostgresAsync()).ConnectionString)
        {
            Username = "personne",
            Password = Password,
            Database = "nulle_part",
        };
        var (code, output, errors) = await ReconProcess.RunAsync(
            new Dictionary<string, string>(Loud)
            {
                ["RECONCILIATION_POSTGRES"] = server.ConnectionString,
                ["RECONCILIATION_RABBITMQ"] = $"amqp://personne:{Password}@127.0.0.1:1/",
                ["RECONCILIATION_AUTHORITY"] = "https://identite.example",
            },
            command);
        Assert.Equal(1, code);
        WritesNone(output + errors, Password, server.ConnectionString, "Password=");
    }

    [SkippableFact]
    public async Task Refused_by_the_broker_the_engine_says_so_again_and_again_without_the_password()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        var broker = new UriBuilder(await TestServers.VirtualHostAsync()) { UserName = "personne", Password = Password }.Uri;
        await using var recon = ReconProcess.Start(
            new Dictionary<string, string>(Loud)
            {
                ["RECONCILIATION_POSTGRES"] = database.ConnectionString,
                ["RECONCILIATION_RABBITMQ"] = broker.AbsoluteUri,
                ["RECONCILIATION_AUTHORITY"] = "https://identite.example",
            },
            "engine");
        await Eventually.HoldsAsync(
            "it says that the broker refuses it",
            () => recon.HasExited || (recon.Output + recon.Errors).Contains("refuse", StringComparison.OrdinalIgnoreCase));
        Assert.False(recon.HasExited, recon.Output + recon.Errors);
        WritesNone(recon.Output + recon.Errors, Password, database.ConnectionString, $"personne:{Password}");
    }

    [SkippableFact]
    public async Task With_every_log_turned_up_neither_tokens_nor_members_nor_credentials_are_written()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        var environment = new Dictionary<string, string>(Loud)
        {
            ["XDG_STATE_HOME"] = _state,
            ["RECONCILIATION_POSTGRES"] = database.ConnectionString,
            ["RECONCILIATION_PORT"] = $"{FreePort()}",
        };
        await using var recon = ReconProcess.Start(environment, "run", "--no-demo");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{environment["RECONCILIATION_PORT"]}") };
        await Eventually.HoldsAsync("it is ready", async () => recon.HasExited || await IsReadyAsync(client));
        var (_, token, _) = await ReconProcess.RunAsync(environment, "token", Scopes.Support, Scopes.Producer);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var record = new StringContent(PaymentRecords.Ro("SECRET-A").ToJsonString(), System.Text.Encoding.UTF8, "application/json");

        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync(new Uri("/v1/paiements/ro", UriKind.Relative), record)).StatusCode);
        foreach (var path in new[] { "/v1/adherents/SECRET-A/soins", "/v1/adherents/185057800608491/soins",
            "/v1/adherents/SECRET-A/soins?x=185057800608491" })
        {
            using var _ = await client.GetAsync(new Uri(path, UriKind.Relative));
        }

        recon.Terminate();
        Assert.Equal(0, await recon.EndAsync(TimeSpan.FromSeconds(30)));
        WritesNone(recon.Output + recon.Errors, token, token.Split('.')[2], "SECRET-A", "1850578006084", database.ConnectionString);
    }

    [Fact]
    public void Settings_do_not_write_themselves_and_no_file_of_settings_is_shipped()
    {
        var settings = new Settings { Postgres = $"Host=x;Password={Password}", Streams = PaymentStreams.Product };
        Assert.DoesNotContain(Password, $"{settings}", StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(AppContext.BaseDirectory, "appsettings*.json"));
    }

    private static void WritesNone(string written, params string[] secrets) =>
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, written, StringComparison.OrdinalIgnoreCase));

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
