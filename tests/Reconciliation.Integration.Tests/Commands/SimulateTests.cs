using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands;

/// <summary>The simulated stream: its seed fixes it, its mixture changes it, and <c>recon simulate</c> sends it to a real broker.</summary>
public sealed class SimulateTests
{
    private static readonly DateOnly Day = new(2026, 3, 2);

    [Fact]
    public void One_seed_gives_one_stream_byte_for_byte()
    {
        static IEnumerable<string> Bodies(int seed) =>
            Take(seed, 9000, new Shuffle { Invalid = 4 }).Select(m => Encoding.UTF8.GetString(m.Body));
        Assert.Equal(Bodies(5), Bodies(5));
        Assert.NotEqual(Bodies(5), Bodies(6));
    }

    [Fact]
    public void Two_seeds_and_two_days_share_no_line_and_no_member()
    {
        var streams = new[] { Take(5, 8000), Take(6, 8000), [.. new DemoStream(5, Day.AddDays(1), new()).Messages().Take(8000)] };
        foreach (var (a, b) in new[] { (0, 1), (0, 2), (1, 2) })
        {
            Assert.Empty(streams[a].Select(m => m.Paiement!.Ligne).Intersect(streams[b].Select(m => m.Paiement!.Ligne)));
            Assert.Empty(streams[a].Select(m => m.Paiement!.AdherentId).Intersect(streams[b].Select(m => m.Paiement!.AdherentId)));
        }
    }

    [Fact]
    public void Beyond_one_wave_lines_still_have_names_of_their_own_and_come_again_only_unchanged()
    {
        var payments = Take(9, 30_000).Select(m => m.Paiement!).ToList();
        var byName = payments.GroupBy(p => (p.Source, p.Ligne)).ToList();
        Assert.All(byName, g => Assert.Single(g.Distinct()));
        Assert.InRange(1 - (double)byName.Count / payments.Count, 0.02, 0.04);
        Assert.True(payments.Select(p => p.AdherentId).Distinct().Count() > 2 * Crowd.AdherentCount);
    }

    [Fact]
    public void The_front_door_takes_what_is_meant_to_be_valid_and_refuses_what_is_not()
    {
        var messages = Take(3, 4000, new Shuffle { Invalid = 20 });
        Assert.All(
            messages,
            m => Assert.Equal(
                m.Paiement is null ? "refused" : "",
                string.Join(' ', PaymentReader.Read(m.Part, m.Body, Day, PaymentStreams.Product).Rejections.Select(
                    r => m.Paiement is null ? "refused" : $"{r.Membre} {r.Regle}").Distinct())));
        Assert.InRange(messages.Count(m => m.Paiement is null), 400, 1000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public void The_mixture_sets_how_many_come_twice(int percent)
    {
        var messages = Take(4, 6000, new Shuffle { Duplicates = percent });
        var twice = messages.Count - messages.Select(m => m.Paiement).Distinct().Count();
        Assert.InRange(100.0 * twice / (messages.Count - twice), percent - 4, percent + 4);
    }

    [Theory]
    [InlineData(0, 0, 0.2)]
    [InlineData(100, 0.6, 1)]
    public void The_mixture_sets_how_often_the_complementary_part_comes_first(int percent, double min, double max)
    {
        var both = Take(4, 6000, new Shuffle { RcFirst = percent })
            .Select(m => m.Paiement!)
            .Where(p => p.Nature == Contracts.Nature.Paiement)
            .GroupBy(p => (p.BeneficiaireId, p.DateSoin, p.ProfessionnelId, p.Depense))
            .Where(g => g.OfType<PaiementRoEmis>().Any() && g.OfType<PaiementComplementaireEmis>().Any())
            .Select(g => (Ro: g.OfType<PaiementRoEmis>().Min(p => p.PayeLe), Rc: g.OfType<PaiementComplementaireEmis>().Min(p => p.PayeLe)))
            .Where(d => d.Ro != d.Rc)
            .ToList();
        Assert.InRange((double)both.Count(d => d.Rc < d.Ro) / both.Count, min, max);
    }

    [SkippableFact]
    public async Task The_command_publishes_a_bounded_stream_and_an_engine_takes_it()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        var broker = await Broker.VirtualHostAsync();
        await using var instance = await TestInstance.StartAsync(database, broker);
        var environment = new Dictionary<string, string> { ["RECONCILIATION_RABBITMQ"] = broker.ToString() };
        string[] arguments = ["simulate", "--graine", "12", "--jour", "2026-03-02", "--nombre", "700", "--debit", "0", "--invalides", "5"];

        var (code, output, errors) = await ReconProcess.RunAsync(environment, arguments);

        Assert.True(code == 0, output + errors);
        Assert.Contains("Graine 12, jour 2026-03-02.", output, StringComparison.Ordinal);
        Assert.Contains("700 messages publiés et confirmés", output, StringComparison.Ordinal);
        await AssertTakenAsync(instance, Take(12, 700, new Shuffle { Invalid = 5 }));
    }

    [SkippableFact]
    public async Task Without_a_broker_it_sends_to_the_instance_of_this_machine_and_says_so_where_there_is_none()
    {
        var state = Directory.CreateTempSubdirectory("simulate-");
        try
        {
            Directory.CreateDirectory(Path.Combine(state.FullName, "reconciliation"));
            await File.WriteAllBytesAsync(Path.Combine(state.FullName, "reconciliation", "development.key"), TestInstance.Key);
            await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
            await using var instance = await TestInstance.StartAsync(database);
            var environment = new Dictionary<string, string>
            {
                ["XDG_STATE_HOME"] = state.FullName,
                ["RECONCILIATION_PORT"] = $"{instance.Address.Port}",
            };
            string[] arguments =
                ["simulate", "--graine", "12", "--jour", "2026-03-02", "--nombre", "700", "--debit", "0", "--invalides", "5"];
            var (code, output, errors) = await ReconProcess.RunAsync(environment, arguments);
            Assert.True(code == 0, output + errors);
            Assert.Contains("700 messages publiés et confirmés", output, StringComparison.Ordinal);
            var expected = Take(12, 700, new Shuffle { Invalid = 5 });
            Assert.Contains($"{expected.Count(m => m.Paiement is null)} refusés, en quarantaine.", output, StringComparison.Ordinal);
            await AssertTakenAsync(instance, expected);

            environment["RECONCILIATION_PORT"] = "1";
            (code, _, errors) = await ReconProcess.RunAsync(environment, arguments);
            Assert.Equal(1, code);
            Assert.Contains(
                "Nothing answers at http://127.0.0.1:1/: start ./infra/run", Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public async Task Without_a_queue_the_command_says_so()
    {
        var environment = new Dictionary<string, string> { ["RECONCILIATION_RABBITMQ"] = (await Broker.VirtualHostAsync()).ToString() };
        var (code, _, errors) = await ReconProcess.RunAsync(environment, "simulate", "--nombre", "10");
        Assert.Equal(1, code);
        Assert.Contains("no queue", Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--debit", "-1")]
    [InlineData("--doublons", "101")]
    [InlineData("--nombre", "0")]
    [InlineData("--duree", "longtemps")]
    [InlineData("--jour", "2026-13-01")]
    public async Task An_option_out_of_range_is_named(string option, string value)
    {
        var (code, output, errors) = await ReconProcess.RunAsync(new Dictionary<string, string>(), "simulate", option, value);
        Assert.Equal(1, code);
        Assert.Contains(option, output + errors, StringComparison.Ordinal);
    }

    private static async Task AssertTakenAsync(TestInstance instance, List<MadeUpMessage> expected)
    {
        var lines = (long)expected.Where(m => m.Paiement is not null).Select(m => m.Paiement).Distinct().Count();
        await Eventually.HoldsAsync(
            $"{lines} lines are stored", async () => await instance.CountAsync("SELECT count(*) FROM ligne") == lines);
        await Eventually.HoldsAsync(
            "what breaks a rule is in quarantine",
            async () =>
                await instance.CountAsync("SELECT coalesce(sum(nombre), 0) FROM quarantaine") == expected.Count(m => m.Paiement is null));
    }

    private static List<MadeUpMessage> Take(int seed, int count, Shuffle? mixture = null) =>
        [.. new DemoStream(seed, Day, mixture ?? Shuffle.Ordinary).Messages().Take(count)];
}
