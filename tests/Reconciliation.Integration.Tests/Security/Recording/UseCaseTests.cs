using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>
/// Asked directly, without an edge around it, no use case hands out a member's data without noting whose it is: the rows that are then
/// written name all of whom what it gave holds something. One that hands data out and is not tried here fails the test.
/// </summary>
public sealed class UseCaseTests(RecordingInstance shared) : IClassFixture<RecordingInstance>
{
    // Lists of messages hold nothing of anybody; of a transfer the sum is no member's alone.
    private static readonly string[] WithoutMarks =
        ["ReadQuarantaine.ListAsync", "ReadQuarantaine.ListWorkAsync", "ReadAdherentVirements.ListAsync"];

    private static readonly SoinQuery OfA = new("ENR-A", null, null, [], null, 50);
    private static readonly WorkListQuery Gaps =
        new(WorkList.All.First(l => l.Slug == "ecart"), WorkListOrder.Oldest, WorkListFilter.None, 50);
    private static readonly SynthesePeriod Autumn = new(new(2025, 9, 1), new(2025, 12, 31));

    private static IReadOnlyDictionary<string, Func<IServiceProvider, RecordedMembers, Caller, Task<object?>>> Tries { get; } =
        new Dictionary<string, Func<IServiceProvider, RecordedMembers, Caller, Task<object?>>>
        {
            ["ReadSoin.ReadAsync"] = async (s, m, c) => (await Of<ReadSoin>(s).ReadAsync(c, A(m), null, default)).Value,
            ["ReadSoinFhir.ReadAsync"] = async (s, m, c) => (await Of<ReadSoinFhir>(s).ReadAsync(c, A(m), null, default)).Value,
            ["ReadSoinHistory.ReadAsync"] = async (s, m, c) => (await Of<ReadSoinHistory>(s).ReadAsync(c, A(m), null, 50, default)).Value,
            ["ReadSoinSheet.ReadAsync"] = async (s, m, c) => (await Of<ReadSoinSheet>(s).ReadAsync(c, A(m), null, default)).Value,
            ["ReadLignes.ReadAsync"] = async (s, m, c) => (await Of<ReadLignes>(s).ReadAsync(c, A(m), default)).Value,
            ["ListDecisions.ReadAsync"] = async (s, m, c) => (await Of<ListDecisions>(s).ReadAsync(c, await FAsync(s, m), default)).Value,
            ["ListSoins.ListAsync"] = async (s, _, c) => (await Of<ListSoins>(s).ListAsync(c, OfA, default)).Value,
            ["ListSoinsOfSeveral.ListAsync"] = async (s, _, c) =>
                (await Of<ListSoinsOfSeveral>(s).ListAsync(c, ["ENR-A", "ENR-C"], null, null, default)).Value,
            ["ReadAdherentSheet.ReadAsync"] = async (s, _, c) => (await Of<ReadAdherentSheet>(s).ReadAsync(c, OfA, default)).Value,
            ["ReadAdherentVirements.ListAsync"] = async (s, _, c) =>
                (await Of<ReadAdherentVirements>(s).ListAsync(c, "ENR-A", (null, null), null, 50, default)).Value,
            ["ReadSynthese.ReadAsync"] = async (s, _, c) => (await Of<ReadSynthese>(s).ReadAsync(c, "ENR-A", Autumn, default)).Value,
            ["ReadVirement.ReadAsync"] = async (s, _, c) =>
                (await Of<ReadVirement>(s).ReadAsync(c, RecordedMembers.Transfer, null, 50, default)).Value,
            ["SearchSoins.SearchAsync"] = async (s, _, c) =>
                (await Of<SearchSoins>(s).SearchAsync(c, Of<SearchSoins>(s).ReadTerms("13/10/2025")!, null, 20, default)).Value,
            ["SearchSoins.SearchTypedAsync"] = async (s, _, c) =>
                (await Of<SearchSoins>(s).SearchTypedAsync(c, "ENR-A", 20, isTyping: true, default)).Value,
            ["ReadAccessLog.ReadAsync"] = async (s, _, c) =>
                (await Of<ReadAccessLog>(s).ReadAsync(c, new(null, null, null, null, null, 50), default)).Value,
            ["ReadQuarantaine.ListAsync"] = async (s, _, c) =>
                (await Of<ReadQuarantaine>(s).ListAsync(c, new([], null, null, null, null, null, null, 50), default)).Value,
            ["ReadQuarantaine.ListWorkAsync"] = async (s, _, c) =>
                (await Of<ReadQuarantaine>(s).ListWorkAsync(c, (null, null), null, null, 50, default)).Value,
            ["ReadQuarantaine.ReadAsync"] = async (s, m, c) =>
                (await Of<ReadQuarantaine>(s).ReadAsync(c, m.Messages[1], default)).Value,
            ["ReadMessageSheet.ReadAsync"] = async (s, m, c) =>
                (await Of<ReadMessageSheet>(s).ReadAsync(c, m.Messages[1], null, default)).Value,
            ["ListWork.ReadAsync"] = async (s, _, c) => (await Of<ListWork>(s).ReadAsync(
                c, Gaps, default)).Value,
            ["ListWork.StepAsync"] = async (s, _, c) => (await Of<ListWork>(s).StepAsync(c, Gaps, default)).Value,
            ["ExportWork.ReadAsync"] = async (s, _, c) => (await Of<ExportWork>(s).ReadAsync(c, Gaps, "Essai", default)).Value,
            ["AssignWork.HandOverAsync"] = async (s, m, c) =>
            {
                await Of<AssignWork>(s).TakeSoinAsync(c, A(m), default);
                return (await Of<AssignWork>(s).HandOverAsync(c, A(m), c.Name, isTakenAway: true, default)).Value;
            },
            ["AssignWork.TakeSoinAsync"] = async (s, m, c) => (await Of<AssignWork>(s).TakeSoinAsync(c, A(m), default)).Value,
            ["AssignWork.GiveSoinBackAsync"] = async (s, m, c) => (await Of<AssignWork>(s).GiveSoinBackAsync(c, A(m), default)).Value,
            ["TakeDecision.TakeAsync"] = async (s, m, c) => (await Of<TakeDecision>(s).TakeAsync(
                c, new(A(m), VersionTag.Parse("77"), new() { Type = TypeDeDecision.Annoter, Motif = "Vu.", Lignes = [] }), default)).Value,
            ["ExportAdherent.WriteAsync"] = ExportAsync,
        };

    public static TheoryData<string> Names => [.. Tries.Keys];

    [Fact]
    public void Every_use_case_that_hands_data_out_is_tried() => Assert.Equal(
        typeof(Disclosure).Assembly.GetTypes()
            .Where(t => t != typeof(Disclosure))
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(m => m.ReturnType is { IsGenericType: true } r && r.GetGenericArguments()[0] is { IsGenericType: true } d
                && d.GetGenericTypeDefinition() == typeof(Disclosed<>))
            .Select(m => $"{m.DeclaringType!.Name}.{m.Name}").Distinct().Order(),
        Tries.Keys.Order());

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task What_it_gives_an_agent_is_recorded_for_each_member_of_whom_it_holds_something(string useCase)
    {
        var (instance, members) = await shared.SeededAsync();
        var before = await instance.CountAsync("SELECT coalesce(max(acces_id), 0) FROM acces");
        var caller = new Caller { Name = "direct", IsAgent = true, IsSupervisor = true, Motif = "Essai", Disclosures = new() };
        using var services = Services(instance);
        var text = TextOf(await Tries[useCase](services, members, caller));
        await Of<RecordAccesses>(services).SettleAsync(caller.Disclosures);

        var rows = (await instance.RowsAsync("SELECT adherent_id FROM acces WHERE acces_id > $1 AND agent = 'direct'", before))
            .Select(r => r[0] as string).ToList();
        Assert.NotEmpty(rows);
        Assert.Empty(RecordedMembers.In(text).Except(rows.OfType<string>()));
        Assert.True(WithoutMarks.Contains(useCase) || RecordedMembers.In(text).Count > 0, text);
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task Whoever_may_have_another_members_data_only_gets_nothing_of_it(string useCase)
    {
        var (instance, members) = await shared.SeededAsync();
        string[] others = ["AUTRE-ENR"];
        var caller = new Caller { Name = "autre", IsAgent = true, OnlyAdherents = others, Motif = "Essai", Disclosures = new() };
        using var services = Services(instance);
        Assert.Empty(RecordedMembers.In(TextOf(await Tries[useCase](services, members, caller))));
        Assert.False(caller.Disclosures.HoldsAny);
    }

    private static Guid A(RecordedMembers members) => Guid.Parse(RecordedMembers.Id(members.A));

    // The soin that took the lines of the replaced one: a décision made it.
    private static async Task<Guid> FAsync(IServiceProvider services, RecordedMembers members)
    {
        var espace = new Caller { Name = "espace", Disclosures = new() };
        var replaced = Guid.Parse(RecordedMembers.Id(members.Replaced));
        return (await Of<ReadSoin>(services).ReadAsync(espace, replaced, null, default)).Value!.RemplacePar!.Value;
    }

    private static T Of<T>(IServiceProvider services)
        where T : notnull => services.GetRequiredService<T>();

    // The use cases that hosts serve, and the one that the command line has besides.
    private static ServiceProvider Services(TestInstance instance)
    {
        var all = new ServiceCollection();
        foreach (var type in Tries.Keys.Select(k => k.Split('.')[0]).Where(n => n != nameof(ExportAdherent)).Append(nameof(RecordAccesses))
            .Distinct().Select(n => typeof(Disclosure).Assembly.GetTypes().Single(t => t.Name == n)))
        {
            all.AddSingleton(type, _ => instance.Services.GetRequiredService(type));
        }

        all.AddSingleton(_ => new ExportAdherent(
            new(instance.Database),
            instance.Services.GetRequiredService<Disclosure>(),
            instance.Services.GetRequiredService<RecordAccesses>(),
            TimeProvider.System));
        return all.BuildServiceProvider();
    }

    private static async Task<object?> ExportAsync(IServiceProvider services, RecordedMembers members, Caller caller)
    {
        using var written = new MemoryStream();
        await Of<ExportAdherent>(services).WriteAsync(caller, "ENR-A", () => written, default);
        return Encoding.UTF8.GetString(written.ToArray());
    }

    private static string TextOf(object? value)
    {
        var text = new StringBuilder();
        Write(value, text, []);
        return text.ToString();
    }

    // All texts and bytes that an object leads to.
    private static void Write(object? value, StringBuilder text, HashSet<object> seen)
    {
        switch (value)
        {
            case null:
                return;
            case string s:
                text.Append(s).Append('\n');
                return;
            case byte[] bytes:
                text.Append(Encoding.UTF8.GetString(bytes)).Append('\n');
                return;
            case ReadOnlyMemory<byte> memory:
                text.Append(Encoding.UTF8.GetString(memory.Span)).Append('\n');
                return;
            case DateOnly day:
                text.Append(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Append('\n');
                return;
            case Montant montant:
                text.Append(montant.Euros.ToString(CultureInfo.InvariantCulture)).Append('\n');
                return;
            case IEnumerable many:
                foreach (var one in many)
                {
                    Write(one, text, seen);
                }

                return;
        }

        var type = value.GetType();
        if (!seen.Add(value) || (type.Namespace?.StartsWith("Reconciliation", StringComparison.Ordinal) != true
            && !typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(type)))
        {
            return;
        }

        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0))
        {
            Write(property.GetValue(value), text, seen);
        }

        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            Write(field.GetValue(value), text, seen);
        }
    }
}
