#include "data/scores/selected_file.hpp"

#include "core/error.hpp"
#include "data/events/checks.hpp"
#include "data/events/file_header.hpp"
#include "data/events/rows.hpp"
#include "data/hdf5/input_table.hpp"

namespace jetseq::data {
namespace {

struct FileRow {
    rows::EventRow event;
    std::int32_t region, category, n_jets;
    float m_vv, m_v, pt_v, pt_over_m, tag_m_jj, tag_delta_eta, vbf, ggf;
};

FileRow row_of(SelectedRow const& selected) {
    return {rows::row_of(selected.info, selected.regime),
            selected.region,
            static_cast<std::int32_t>(selected.category),
            selected.n_jets,
            selected.m_vv,
            selected.m_v,
            selected.pt_v,
            selected.pt_over_m,
            selected.tag_m_jj,
            selected.tag_delta_eta,
            selected.score,
            1 - selected.score};
}

std::vector<h5::Field> fields_of(ScoredBy const& model) {
    std::vector<h5::Field> fields = rows::event_fields(true);  // `event` is the first member of FileRow
    fields.insert(fields.end(), {
                                    {"region", H5T_NATIVE_INT32, offsetof(FileRow, region)},
                                    {"category", H5T_NATIVE_INT32, offsetof(FileRow, category)},
                                    {"m_VV", H5T_NATIVE_FLOAT, offsetof(FileRow, m_vv)},
                                    {"m_V", H5T_NATIVE_FLOAT, offsetof(FileRow, m_v)},
                                    {"pt_V", H5T_NATIVE_FLOAT, offsetof(FileRow, pt_v)},
                                    {"pt_over_m", H5T_NATIVE_FLOAT, offsetof(FileRow, pt_over_m)},
                                    {"n_jets", H5T_NATIVE_INT32, offsetof(FileRow, n_jets)},
                                    {"tag_m_jj", H5T_NATIVE_FLOAT, offsetof(FileRow, tag_m_jj)},
                                    {"tag_delta_eta", H5T_NATIVE_FLOAT, offsetof(FileRow, tag_delta_eta)},
                                });
    if (model.name.empty()) return fields;
    fields.push_back({model.name + "_pVBF", H5T_NATIVE_FLOAT, offsetof(FileRow, vbf)});
    if (model.classes == 2) fields.push_back({model.name + "_pggF", H5T_NATIVE_FLOAT, offsetof(FileRow, ggf)});
    return fields;
}

}  // namespace

SelectedFile::SelectedFile(OutputFile const& output, std::size_t rows, ScoredBy const& model,
                           std::vector<std::string> const& regions, Attributes attributes, Absent const& absent)
    : file_{output.temporary_path()}, fields_{rows::without(absent, "events", fields_of(model))} {
    require_kind_or_nothing(output.path(), "jetseq_selected");
    if (!model.name.empty()) attributes["model_name"] = model.name;
    write_header(file_, "jetseq_selected", std::move(attributes));
    file_.make_table("events", fields_, sizeof(FileRow), rows, 0);
    file_.write_table_attribute("events", "flavour_label", {"ggF_DY", "VBF"});
    file_.write_table_attribute("events", "region_label", regions);
}

void SelectedFile::add(std::vector<SelectedRow> const& rows) {
    if (rows.empty()) return;
    std::vector<FileRow> table;
    table.reserve(rows.size());
    for (auto const& row : rows) table.push_back(row_of(row));
    file_.fill_table("events", fields_, sizeof(FileRow), filled_, table.size(), table.data());
    filled_ += table.size();
}

void SelectedFile::close() { file_.close(); }

SelectedEvents read_selected(std::string const& path) {
    h5::InputFile const file{path};
    h5::InputTable const events{file, "events", 1};
    if (!events.has("region")) {
        throw Error{path + " holds no selected events (its /events has no column 'region'). Select events in regions"};
    }
    std::vector<h5::Field> fields = rows::event_fields(true);
    fields.push_back({"m_VV", H5T_NATIVE_FLOAT, offsetof(FileRow, m_vv)});
    std::erase_if(fields, [&](h5::Field const& field) {
        bool const is_needed = field.name == "eventNumber" || field.name == "sampleId";
        return !is_needed && !events.has(field.name);
    });
    std::vector<FileRow> table(events.rows());
    if (!table.empty()) events.read(fields, sizeof(FileRow), 0, table.size(), table.data());
    SelectedEvents selected;
    for (std::size_t n = 0; n < table.size(); ++n) {
        checks::require(table[n].event, events.where(), n);
        auto const info = rows::info_of(table[n].event);
        selected.ids.push_back(id_of(info)), selected.production.push_back(info.production);
        if (events.has("m_VV")) selected.m_vv.push_back(table[n].m_vv);
    }
    return selected;
}

}  // namespace jetseq::data
