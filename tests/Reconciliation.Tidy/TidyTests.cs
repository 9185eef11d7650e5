using Reconciliation.Tidy.Rules;

namespace Reconciliation.Tidy;

/// <summary>The repository keeps its rules. Places that break a new one may be listed in NotCleanYet/, which only shrinks.</summary>
public sealed class TidyTests
{
    [Fact]
    public void Lines_have_at_most_140_columns() => Shrinks("columns", Columns.Check);

    [Fact]
    public void Files_have_at_most_250_lines() => Shrinks("file-length", FileLength.Check);

    [Fact]
    public void Functions_have_at_most_70_lines() => Shrinks("function-length", FunctionLength.Check);

    [Fact]
    public void Folders_have_at_most_15_files() => Shrinks("folder-size", FolderSize.Check);

    [Fact]
    public void Every_path_that_a_document_names_exists() => Shrinks("document-paths", DocumentPaths.Check);

    [Fact]
    public void Every_type_that_a_document_names_exists() => Shrinks("document-types", DocumentTypes.Check);

    [Fact]
    public void Decisions_are_numbered_without_a_gap_and_dated() => Shrinks("decisions", Decisions.Check);

    [Fact]
    public void Types_are_named_in_English_and_in_the_words_of_the_glossary() => Shrinks("glossary", Glossary.Check);

    [Fact]
    public void Constants_are_named_by_a_noun_and_its_unit() => Shrinks("constant-names", ConstantNames.Check);

    [Fact]
    public void The_table_of_limits_agrees_with_the_code() => Shrinks("limits", Limits.Check);

    [Fact]
    public void The_table_of_settings_agrees_with_the_code() => Shrinks("settings", Settings.Check);

    [Fact]
    public void The_tables_of_commands_agree_with_the_code() => Shrinks("commands", Commands.Check);

    [Fact]
    public void The_table_of_use_cases_agrees_with_the_code() => Shrinks("use-cases", UseCases.Check);

    [Fact]
    public void Unused_usings_fail_the_check_of_the_format() => Shrinks("unused-usings", UnusedUsings.Check);

    [Fact]
    public void References_of_projects_run_one_way() => Shrinks("references", References.Check);

    [Fact]
    public void A_sentence_names_a_thing_first_or_asks() => Shrinks("sentences", Sentences.Check);

    [Fact]
    public void Nothing_is_put_off_folded_away_or_suppressed() => Shrinks("banned", Banned.Check);

    [Fact]
    public void Every_project_is_in_the_solution_and_no_code_in_infra() => Shrinks("solution", Solution.Check);

    [Fact]
    public void The_domain_has_no_static_state_that_changes() => Shrinks("mutable-statics", MutableStatics.Check);

    [Fact]
    public void Enumerations_that_are_stored_are_numbered() => Shrinks("stored-enums", StoredEnums.Check);

    [Fact]
    public void A_switch_over_an_enumeration_names_its_members() => Shrinks("exhaustive-switches", ExhaustiveSwitches.Check);

    [Fact]
    public void Advisory_locks_are_named_in_one_file() => Shrinks("lock-registry", LockRegistry.Check);

    [Fact]
    public void Every_list_of_what_is_not_clean_belongs_to_a_rule()
    {
        var rules = typeof(TidyTests).Assembly.GetTypes()
            .Count(t => t.Namespace == "Reconciliation.Tidy.Rules" && t.GetMethod("Check", [typeof(Tree)]) is not null);
        Assert.Equal(rules, NotCleanYet.Rules.Length);
        Assert.Empty(Tree.OfRepository.Files.Where(f => f.Folder.EndsWith("/NotCleanYet", StringComparison.Ordinal))
            .Select(f => Path.GetFileNameWithoutExtension(f.Name)).Except(NotCleanYet.Rules));
    }

    private static void Shrinks(string rule, Func<Tree, IEnumerable<Finding>> check)
    {
        Assert.Contains(rule, NotCleanYet.Rules);
        NotCleanYet.AssertShrinks(rule, check(Tree.OfRepository));
    }
}
