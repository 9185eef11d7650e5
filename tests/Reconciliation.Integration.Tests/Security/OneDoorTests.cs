using System.Reflection;
using Reconciliation.Api;
using Reconciliation.ConsoleWeb;
using Reconciliation.Core;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>
/// A member's data reaches an edge by a use case, which asks the right and records the access: no type of the API, the console or the
/// command line holds what reads it from the database.
/// </summary>
public sealed class OneDoorTests
{
    private static readonly Type[] BehindTheDoor =
    [
        typeof(VueQueries), typeof(SoinHistory), typeof(SyntheseQueries), typeof(VirementQueries), typeof(AdherentVirements),
        typeof(SoinSearch),
        typeof(AccessLog), typeof(Disclosure), typeof(Assignments), typeof(WorkListQueries), typeof(QuarantaineQueries),
        typeof(OverviewQueries),
        typeof(QuarantaineStore),
        typeof(QuarantaineReplay), typeof(Reconciler), typeof(DepositLignes), typeof(AdherentExport), typeof(QuarantaineNames),
    ];

    // Where commands are put together: what takes the lines that come out of quarantine is the broker of the command.
    private static readonly string[] PuttingTogether = ["HostlessCore has DepositLignes"];

    public static TheoryData<string> Edges => [.. new[] { typeof(ApiRegistration), typeof(ConsoleRegistration), typeof(HostBuilding) }
        .Select(t => t.Assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Edges))]
    public void No_edge_holds_what_reads_a_members_data(string edge)
    {
        var types = Assembly.Load(edge).GetTypes();
        Assert.True(types.Length > 20, $"{types.Length} types.");
        Assert.Empty(types.SelectMany(Held).Distinct().Except(PuttingTogether).Order());
    }

    [Fact]
    public void Every_use_case_that_reads_passes_the_door()
    {
        var useCases = typeof(Disclosure).Assembly.GetTypes()
            .Where(t => t.GetConstructors().SelectMany(c => c.GetParameters()).Any(p => p.ParameterType == typeof(Disclosure)))
            .Select(t => t.Name).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                nameof(ReadSoin), nameof(ListSoins), nameof(ReadSynthese), nameof(ReadSoinHistory), nameof(ReadLignes),
                nameof(ReadSoinFhir), nameof(ReadVirement),
                nameof(SearchSoins), nameof(ReadFeed), nameof(ReadAccessLog), nameof(ReadAdherentSheet), nameof(ReadSoinSheet),
                nameof(GiveMotif),
                nameof(TakeDecision), nameof(ListDecisions), nameof(ReadQuarantaine), nameof(ReadMessageSheet),
                nameof(SettleQuarantined), nameof(ListWork), nameof(AssignWork), nameof(ReadAdherentVirements),
                nameof(ExportAdherent), nameof(ExportWork),
            },
            useCases);
    }

    [Fact]
    public void A_use_case_answers_with_members_data_only_as_something_disclosed()
    {
        var answers = UseCases().SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(m => (Method: $"{m.DeclaringType!.Name}.{m.Name}", Answer: m.ReturnType)).ToList();
        Assert.True(answers.Count > 20, $"{answers.Count} methods.");
        Assert.Empty(answers.Where(a => HoldsData(a.Answer, [])).Select(a => a.Method));
        Assert.Empty(typeof(Disclosed<>).GetConstructors());
    }

    private static IEnumerable<Type> UseCases() => typeof(Disclosure).Assembly.GetTypes()
        .Where(t => t.GetConstructors().SelectMany(c => c.GetParameters()).Any(p => p.ParameterType == typeof(Disclosure)));

    // Whether a type leads to stored data of a member without passing by Disclosed.
    private static bool HoldsData(Type type, HashSet<Type> seen)
    {
        Type[] data =
        [
            typeof(StoredVue), typeof(StoredVersion), typeof(LigneFacts), typeof(Contracts.Vue), typeof(WorkListSoin), typeof(FoundSoin),
            typeof(Contracts.LigneDePaiement), typeof(Contracts.CorpsDeMessage), typeof(Contracts.AccesEnregistre), typeof(ResultingVue),
            typeof(PublishedEntry), typeof(Contracts.Synthese),
        ];
        if (data.Contains(type))
        {
            return true;
        }

        if (!seen.Add(type) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Disclosed<>)))
        {
            return false;
        }

        return type.Namespace?.StartsWith("Reconciliation", StringComparison.Ordinal) == true
            ? type.GetProperties().Any(p => HoldsData(p.PropertyType, seen))
            : type.GetGenericArguments().Any(a => HoldsData(a, seen));
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    // The types that a type is given or keeps: parameters of its constructors and methods, lambdas included, and fields.
    private static IEnumerable<string> Held(Type type)
    {
        const BindingFlags All =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var given = type.GetConstructors(All).Cast<MethodBase>().Concat(type.GetMethods(All)).SelectMany(m => m.GetParameters())
            .Select(p => p.ParameterType);
        return given.Concat(type.GetFields(All).Select(f => f.FieldType)).Where(BehindTheDoor.Contains)
            .Select(t => $"{Outermost(type).Name} has {t.Name}");
    }
}
