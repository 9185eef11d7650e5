using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Contract;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Reconciliation.Integration.Tests.Policy;

/// <summary>The policy of delays: a change of it leaves the past as it was, and every process that judges reads the same policy.</summary>
public sealed class PolicyTests
{
    private static readonly DateTimeOffset Before = new(2026, 2, 27, 9, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset After = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_policy_that_is_configured_with_a_date_leaves_the_days_before_it_to_the_default()
    {
        var delays = Delays(("0:ApplicableDepuis", "2026-03-01"), ("0:CarteVitaleFinHeures", "96"));
        Assert.Equal(new DelaiAttendu(DelaiPolicy.Initial).Compute(Before, Canal.CarteVitale), delays.Compute(Before, Canal.CarteVitale));
        Assert.Equal(After.AddHours(96), delays.Compute(After, Canal.CarteVitale).Until);
    }

    [Fact]
    public void One_without_a_date_replaces_the_default_and_a_dated_one_beside_it_leaves_it_the_past()
    {
        var delays = Delays(("0:CarteVitaleFinHeures", "80"), ("1:ApplicableDepuis", "2026-03-01"), ("1:CarteVitaleFinHeures", "96"));
        Assert.Equal(Before.AddHours(80), delays.Compute(Before, Canal.CarteVitale).Until);
        Assert.Equal(After.AddHours(96), delays.Compute(After, Canal.CarteVitale).Until);
    }

    [Fact]
    public void Without_any_the_default_applies() => Assert.Equal([DelaiPolicy.Initial], DelaiConfiguration.Policies(Configuration()));

    [Fact]
    public void One_that_leaves_lengths_out_has_those_that_members_were_told() => Assert.Equal(
        DelaiPolicy.Initial with { AppliesFrom = new(2026, 3, 1) },
        DelaiConfiguration.Policies(Configuration(("0:ApplicableDepuis", "2026-03-01")))[^1]);

    [Fact]
    public void The_document_of_settings_says_the_same_lengths()
    {
        var document = File.ReadAllText(Repository.Path("infra/SETTINGS.md"));
        foreach (var (name, length) in new[]
        {
            ("CarteVitaleDebutHeures", DelaiPolicy.Initial.CarteVitale.Start),
            ("CarteVitaleFinHeures", DelaiPolicy.Initial.CarteVitale.End),
            ("FeuilleDeSoinsDebutJours", DelaiPolicy.Initial.FeuilleDeSoins.Start),
            ("FeuilleDeSoinsFinJours", DelaiPolicy.Initial.FeuilleDeSoins.End),
        })
        {
            Assert.Contains(
                $"| `{name}` | {length.Unit.ToString().ToLowerInvariant()} | {length.Value} |", document, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public async Task Every_host_judges_by_the_policy_of_its_settings(bool api, bool engine, bool console)
    {
        // From a day on of which no other test judges anything: the environment is that of the whole run.
        Environment.SetEnvironmentVariable("RECONCILIATION_Delais__0__ApplicableDepuis", "2090-01-01");
        Environment.SetEnvironmentVariable("RECONCILIATION_Delais__0__CarteVitaleFinHeures", "100");
        var settings = new Hosting.Settings
        {
            Postgres = "Host=127.0.0.1;Port=1;Username=x",
            DevelopmentKey = TestInstance.Key,
            Streams = PaymentStreams.Product,
        };
        await using var host = HostBuilding.Build(settings, api, engine, "http://127.0.0.1:0", console: console);

        var view = host.Services.GetRequiredService<Jugement>().Judge(Soin(), new(2090, 5, 3, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(TimeSpan.FromHours(100 - 48), view.PartComplementaire.Expectation!.Until - view.PartComplementaire.Expectation.From);
    }

    [Fact]
    public void Containers_give_every_process_that_judges_the_same_policy()
    {
        using var reader = new StreamReader(Repository.Path("docker-compose.yml"));
        var compose = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(reader)));
        var services =
            ((Dictionary<object, object>)compose["services"]).Select(s => (Name: (string)s.Key, Keys: (Dictionary<object, object>)s.Value));
        const string Ours = "${RECONCILIATION_IMAGE:-reconciliation:local}";
        var ours = services.Where(s => s.Keys.TryGetValue("image", out var image) && image is Ours)
            .ToDictionary(s => s.Name, s => Policy(s.Keys));

        // `recon verify` and `recon rebuild` are run in the container of `migrate`.
        Assert.Superset(new HashSet<string> { "engine", "api", "console", "entretien", "migrate" }, ours.Keys.ToHashSet());
        Assert.All(ours, s => Assert.Equal("infra/politique.env", s.Value));
        Assert.True(File.Exists(Repository.Path("infra", "politique.env")));
    }

    private static string Policy(Dictionary<object, object> service)
    {
        var files = service.TryGetValue("env_file", out var named) ? ((List<object>)named).Cast<string>() : [];
        var own =
            service.TryGetValue("environment", out var environment) ? ((Dictionary<object, object>)environment).Keys.Cast<string>() : [];
        return string.Join(
            ' ',
            files.Concat(
                own.Where(name => name.Contains("Delais", StringComparison.Ordinal) || name.Contains("Textes", StringComparison.Ordinal))));
    }

    private static Soin Soin()
    {
        var record = PaymentRecords.Ro("POLITIQUE").With("dateSoin", "2090-05-01").With("transmisLe", "2090-05-01T12:00:00+02:00")
            .With("payeLe", "2090-05-02");
        var body = Encoding.UTF8.GetBytes(record.ToJsonString());
        var line = PaymentReader.Read(Part.Ro, body, new(2090, 5, 2), PaymentStreams.Product).Ligne!.Ligne;
        return Assert.Single(Pairing.Pair(JourneeDeSoins.From([line])).Soins);
    }

    private static DelaiAttendu Delays(params (string Key, string Value)[] policies) =>
        new(DelaiConfiguration.Policies(Configuration(policies)));

    private static IConfiguration Configuration(params (string Key, string Value)[] policies) => new ConfigurationBuilder()
        .AddInMemoryCollection(policies.Select(p => KeyValuePair.Create($"Delais:{p.Key}", (string?)p.Value))).Build();
}
