using Reconciliation.Tidy.Rules;

namespace Reconciliation.Tidy.RuleTests;

/// <summary>Rules about state that is kept: each has an input that it passes and one that it does not.</summary>
public sealed class StateRuleTests
{
    [Theory]
    [InlineData("static readonly int Most = 3;", 0)]
    [InlineData("static int _count;", 1)]
    [InlineData("static readonly IReadOnlyList<int> Days = [1, 2];", 0)]
    [InlineData("static readonly IReadOnlyList<int> Days = new List<int> { 1 };", 1)]
    [InlineData("static readonly int[] Days = [1, 2];", 1)]
    [InlineData("static readonly FrozenSet<int> Days = Made.ToFrozenSet();", 0)]
    [InlineData("static readonly IReadOnlySet<int> Days = Made.ToFrozenSet();", 0)]
    [InlineData("static readonly Dictionary<int, int> Days = [];", 1)]
    [InlineData("static readonly ConcurrentDictionary<int, int> Days = new();", 1)]
    [InlineData("[ThreadStatic] private static StringBuilder? _buffer;", 2)]
    [InlineData("static DelaiPolicy Initial { get; } = new();", 0)]
    [InlineData("static DelaiPolicy Initial { get; set; } = new();", 1)]
    [InlineData("static int Twice => 2 * 1;", 0)]
    [InlineData("int _count;", 0)]
    [InlineData("const int Most = 3;", 0)]
    public void The_domain_has_no_static_state_that_changes(string member, int findings) => Assert.Equal(findings,
        MutableStatics.Check(Tree.Of(("services/Reconciliation.Domain/A.cs", $"class A\n{{\n    {member}\n}}\n"))).Count());

    [Fact]
    public void Others_may_have_static_state() => Assert.Empty(MutableStatics.Check(Tree.Of(
        ("services/Reconciliation.Hosting/A.cs", "class A\n{\n    static int _count;\n}\n"))));

    [Theory]
    [InlineData("/// <remarks>Its numbers are stored and never renumbered.</remarks>\nenum Kind { A = 0, B = 1 }\n", "r.GetInt16(0)", 0)]
    [InlineData("/// <remarks>Its numbers are stored and never renumbered.</remarks>\nenum Kind { A = 0, B }\n", "r.GetInt16(0)", 1)]
    [InlineData("/// <remarks>Its numbers are stored and never renumbered.</remarks>\nenum Kind { A = 0, B = 0 }\n", "r.GetInt16(0)", 1)]
    [InlineData("enum Kind { A = 0, B = 1 }\n", "Stored.Get<short>(r, Column)", 1)]
    [InlineData("enum Kind { A, B }\n", "Stored.ValueOrNull<short>(r, Column)", 3)]
    [InlineData("enum Kind { A, B }\n", "r.GetInt32(0)", 0)]
    public void Enumerations_that_are_stored_are_numbered(string declared, string read, int findings) => Assert.Equal(findings,
        StoredEnums.Check(Tree.Of(
            ("services/Reconciliation.Domain/Kind.cs", declared),
            ("services/Reconciliation.Storage/A.cs", $"class A\n{{\n    Kind Read(R r) => (Kind){read};\n}}\n"))).Count());

    [Theory]
    [InlineData("Kind.A => 1, Kind.B => 2", 0)]
    [InlineData("Kind.A => 1, _ => 2", 1)]
    [InlineData("Kind.A or N.Kind.B => 1, _ => 2", 1)]
    [InlineData("Kind.A => 1, _ => throw new E()", 0)]
    [InlineData("Kind.A when f => 1, _ => 2", 0)]
    [InlineData("Other.A => 1, _ => 2", 0)]
    [InlineData("1 => 1, _ => 2", 0)]
    public void A_switch_over_an_enumeration_has_no_arm_for_all_others(string arms, int findings) => Assert.Equal(findings,
        ExhaustiveSwitches.Check(Tree.Of(
            ("services/Reconciliation.Domain/Kind.cs", "enum Kind { A, B }\n"),
            ("services/Reconciliation.Core/A.cs", $"class A\n{{\n    int F(Kind k) => k switch {{ {arms} }};\n}}\n"))).Count());

    [Theory]
    [InlineData("case Kind.A: return 1; default: throw new E();", 0)]
    [InlineData("case Kind.A: return 1; default: return 2;", 1)]
    [InlineData("case Kind.A or Kind.B: return 1; default: return 2;", 1)]
    [InlineData("case Kind.A when f: return 1; default: return 2;", 0)]
    [InlineData("case 1: return 1; default: return 2;", 0)]
    public void A_statement_over_an_enumeration_throws_for_all_others(string sections, int findings) => Assert.Equal(findings,
        ExhaustiveSwitches.Check(Tree.Of(
            ("services/Reconciliation.Domain/Kind.cs", "enum Kind { A, B }\n"),
            ("services/Reconciliation.Core/A.cs", $"class A\n{{\n    int F(Kind k) {{ switch (k) {{ {sections} }} }}\n}}\n"))).Count());

    [Theory]
    [InlineData("Storage/Leases/AdvisoryLocks", 0)]
    [InlineData("Storage/Schema/IndexUpkeep", 1)]
    [InlineData("Engine/Pumps/LeaderWork", 1)]
    public void Advisory_locks_are_named_in_one_file(string file, int findings) => Assert.Equal(findings, LockRegistry.Check(Tree.Of(
        ($"services/Reconciliation.{file}.cs", "class A\n{\n    const string Sql = \"SELECT pg_" + "advisory_lock(1)\";\n}\n"))).Count());
}
